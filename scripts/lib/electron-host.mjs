import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDisplay, startDisplay } from "./display.mjs";
import { electronProgram } from "./electron.mjs";
import { carrier, ensureElectron25, NotHere } from "./electron25.mjs";
import { inRoot, node24, root } from "./places.mjs";
import { run } from "./run.mjs";

/** Electron's sandbox does not run as root: there the window belongs to the system's `nobody`. */
const nobody = 65534;

/**
 * Makes ready what the `electron` specs run on: the Electron that the product ships where its binary is, else the older one of the npm
 * registry (scripts/lib/electron25.mjs), a display, and a user that is not root.
 * @returns the environment that says so to e2e/hosts/electron.ts, and what takes it all away again. What cannot be had is a
 * reason, no failure. @throws when Assay cannot be built for it, or the package is not the one that is pinned.
 */
export async function prepareElectron() {
  const undo = [];
  const stop = () => {
    for (const step of undo.splice(0).reverse()) step();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      stop();
      process.exit(1);
    });
  }
  try {
    const host = await prepare((step) => undo.push(step));
    return { env: { ...host.env, ASSAY_ELECTRON: JSON.stringify(host.settings) }, stop };
  } catch (error) {
    stop();
    if (!(error instanceof NotHere)) throw error;
    return { env: { ASSAY_NO_ELECTRON: error.message }, stop: () => {} };
  }
}

async function prepare(later) {
  const shipped = electronProgram();
  const electron = shipped === null ? await electron25(later) : shippedElectron(shipped);
  const runAs = process.getuid?.() === 0 ? nobody : undefined;
  const settings = { ...electron, runAs };
  if (process.platform !== "linux") return { settings, env: {} };

  const noDisplay = await ensureDisplay(electron.program);
  if (noDisplay !== null) throw new NotHere(noDisplay);
  // What the sandbox is made of; a program that is not root may be refused it.
  if (asUser(runAs, ["unshare", "--user", "--map-root-user", "true"]).status !== 0) {
    throw new NotHere("user namespaces, which its sandbox is made of, are switched off on this system");
  }
  const [own] = electron.args;
  for (const path of [electron.program, ...(own === undefined ? [] : [own])]) {
    if (asUser(runAs, ["test", "-r", path]).status !== 0) throw new NotHere(`the user ${runAs} cannot read ${path}`);
  }
  if (runAs !== undefined) settings.launcher = launcher(runAs, later);
  const { display, stop } = await startDisplay();
  later(stop);
  return { settings, env: { DISPLAY: display } };
}

function shippedElectron(program) {
  return { program, args: [root], version: readFileSync(inRoot("node_modules", "electron", "dist", "version"), "utf8").trim() };
}

/** A copy of Electron 25 with Assay built for it, where any user can read it. */
async function electron25(later) {
  if (process.platform !== "linux" || process.arch !== "x64") throw new NotHere("Electron's binary is not here");
  const cached = await ensureElectron25();
  const folder = mkdtempSync(join(tmpdir(), "assay-electron25-"));
  later(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  cpSync(cached, folder, { recursive: true });
  await run("build for Electron 25", node24(), [inRoot("scripts", "build-electron25.mjs"), join(folder, "resources", "app")], {
    quiet: true,
  });
  return { program: join(folder, "assay"), args: [], version: carrier.electron, folder };
}

/** A program that becomes the one named in ASSAY_PROGRAM, under another user and with the same process id: what drives it knows one process. */
function launcher(uid, later) {
  const folder = mkdtempSync(join(tmpdir(), "assay-launch-"));
  later(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "electron");
  writeFileSync(path, `#!/bin/sh\nexec setpriv --reuid=${uid} --regid=${uid} --clear-groups "$ASSAY_PROGRAM" "$@"\n`, { mode: 0o755 });
  return path;
}

function asUser(uid, [program, ...args]) {
  if (uid === undefined) return spawnSync(program, args);
  return spawnSync("setpriv", [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", program, ...args]);
}
