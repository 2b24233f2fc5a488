import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Assay } from "./lib/assay.ts";
import { durableOf, lineOf } from "./lib/numbered.ts";

/** How `assay collect` ends when it cannot read, or cannot write. */
const cli = resolve(import.meta.dirname, "../src/main/headless/cli.ts");
const waitMs = 30_000;
let folder: string;
let assay: Assay;
let collect: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-ends-"));
  assay = new Assay(cli, folder);
  collect = ["collect", "--workspace", join(folder, "w"), "--kind", "engine_execution", "--acks"];
});
afterEach(async () => {
  await assay.endAll();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(process.platform === "win32")("a folder on stdin is refused: it is not an empty stream", async () => {
  const fd = openSync(folder, "r");
  const child = spawn(process.execPath, [cli, ...collect], { stdio: [fd, "ignore", "pipe"], env: { ...process.env, ASSAY_HOME: folder } });
  closeSync(fd);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining("stdin is a folder") });
});

it("the first signal says what it waits for while lines cannot be written, and the lines are there when they can", async () => {
  const events = join(folder, "w", "output", "events.jsonl");
  const running = assay.start(collect);
  await running.write(Buffer.from(`${lineOf(0)}\n`));
  expect(await running.until(() => durableOf(running) === 1, waitMs)).toBe(true);
  await rename(events, `${events}.away`);
  await running.write(Buffer.from(`${lineOf(1)}\n`));
  expect(await running.until(() => running.stderr().includes("removed or replaced"), waitMs)).toBe(true);
  expect(running.stderr()).not.toContain("second signal");
  running.kill("SIGTERM");
  expect(await running.until(() => running.stderr().includes("second signal ends this at once"), waitMs)).toBe(true);
  expect(running.alive).toBe(true);
  await rename(`${events}.away`, events);
  expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('{"durable":2}') });
});
