import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root } from "./places.mjs";

/** Outside the project, since installing replaces node_modules. */
const folder = join(tmpdir(), `assay-setup-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
const unownedMs = 10_000;

/** Runs `work` while no other process installs or builds this project. */
export async function withSetupLock(work) {
  while (!take()) await wait(200);
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take() {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned()) rmSync(folder, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(folder, "pid"), String(process.pid));
  return true;
}

/** Whether the owner is gone, or died before it wrote its pid. */
function isAbandoned() {
  try {
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    if (error.code === "EPERM") return false;
    if (error.code === "ESRCH") return true;
  }
  try {
    return Date.now() - statSync(folder).mtimeMs > unownedMs;
  } catch {
    return false;
  }
}
