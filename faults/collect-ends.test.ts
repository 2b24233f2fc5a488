import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { appendFile, copyFile, mkdtemp, readdir, readFile, rename, rm, stat, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ensureBuilt } from "../scripts/lib/build.mjs";
import { cliPath } from "../scripts/lib/places.mjs";
import { needs } from "../src/main/engine/testing/needs.ts";
import { Assay } from "./lib/assay.ts";
import { getDurable, makeLine } from "./lib/numbered.ts";

/** How `assay collect` ends when it cannot read, or cannot write. */
const waitMs = 30_000;
let folder: string;
let assay: Assay;
let collect: string[];
beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-ends-"));
  assay = new Assay(cliPath, folder);
  collect = ["collect", "--workspace", join(folder, "w"), "--kind", "engine_execution", "--acks"];
});
afterEach(async () => {
  await assay.endAll();
  await rm(folder, { recursive: true, force: true });
});

needs.posix.it("a folder on stdin is refused instead of read as empty", async () => {
  const fd = openSync(folder, "r");
  const child = spawn(process.execPath, [cliPath, ...collect], {
    stdio: [fd, "ignore", "pipe"],
    env: { ...process.env, ASSAY_HOME: folder },
  });
  closeSync(fd);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining("stdin is a folder") });
});

it("the first signal says what it waits for while lines cannot be written, and they are there once they can", async () => {
  const events = join(folder, "w", "output", "events.jsonl");
  const running = assay.start(collect);
  await running.write(Buffer.from(`${makeLine(0)}\n`));
  expect(await running.until(() => getDurable(running) === 1, waitMs)).toBe(true);
  await rename(events, `${events}.away`);
  await running.write(Buffer.from(`${makeLine(1)}\n`));
  expect(await running.until(() => running.stderr().includes("removed or replaced"), waitMs)).toBe(true);
  expect(running.stderr()).not.toContain("second signal");
  running.kill("SIGTERM");
  expect(await running.until(() => running.stderr().includes("second signal exits at once"), waitMs)).toBe(true);
  expect(running.alive).toBe(true);
  await rename(`${events}.away`, events);
  expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('{"durable":2}') });
});

const events = () => join(folder, "w", "output", "events.jsonl");
const quarantine = () => join(folder, "w", "output", "quarantine.jsonl");
const lines = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => `${makeLine(from + i)}\n`).join("");

/** Collects ten lines and waits for their acknowledgement. */
async function tenCollected() {
  const running = assay.start(collect);
  await running.write(Buffer.from(lines(0, 10)));
  expect(await running.until(() => getDurable(running) === 10, waitMs)).toBe(true);
  return running;
}

it.each([
  ["SIGTERM", 0],
  ["SIGINT", 130],
] as const)("at %s half a line is neither quarantined nor acknowledged", async (signal, code) => {
  const running = assay.start(collect);
  // In one write, so that the half line has arrived when the lines before it are acknowledged.
  await running.write(Buffer.from(lines(0, 10) + makeLine(10).slice(0, 50)));
  expect(await running.until(() => getDurable(running) === 10, waitMs)).toBe(true);
  running.kill(signal);
  const ended = await running.ended;
  expect(ended).toMatchObject({ code });
  expect(getDurable(running)).toBe(10);
  expect(await readFile(events(), "utf8")).toBe(lines(0, 10));
  expect((await stat(quarantine())).size).toBe(0);
});

it("a last line without newline counts at the end of the input", async () => {
  const running = await tenCollected();
  await running.write(Buffer.from(makeLine(10)));
  running.end();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(await readFile(events(), "utf8")).toBe(lines(0, 11));
});

const takenAway = {
  "replaced by another file": async () => {
    await writeFile(`${events()}.new`, "");
    await rename(`${events()}.new`, events());
  },
  "replaced by a copy of itself": async () => {
    await copyFile(events(), `${events()}.new`);
    await rename(`${events()}.new`, events());
  },
  "moved away": () => rename(events(), `${events()}.away`),
  removed: () => unlink(events()),
  "cut short": () => truncate(events(), 3),
};

const endings = Object.entries(takenAway).flatMap(([name, takeAway]) =>
  ["the end of the input", "SIGTERM"].map((how) => ({ name, how, takeAway })),
);

it.each(endings)(
  "a journal that was $name: after $how it ends with 6, says how many lines were not written and where the others are",
  async ({ name, how, takeAway }) => {
    const running = await tenCollected();
    await takeAway();
    await running.write(Buffer.from(lines(10, 15)));
    if (how === "SIGTERM") {
      expect(await running.until(() => running.stderr().includes("events.jsonl was"), waitMs)).toBe(true);
      running.kill("SIGTERM");
    } else running.end();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining("5 lines were not written") });
    const [, place] = /before are on disk, in (\S+)\. Start/.exec(stderr) ?? [];
    if (name !== "cut short") expect(await readFile(place ?? "", "utf8")).toBe(lines(0, 10));
    else expect(stderr).toContain("as far as byte 3");
  },
);

it("a file on stdin is read up to its initial size", async () => {
  const source = join(folder, "growing.jsonl");
  const whole = lines(0, 20_000);
  await writeFile(source, whole);
  const fd = openSync(source, "r");
  const child = spawn(process.execPath, [cliPath, ...collect], {
    stdio: [fd, "pipe", "pipe"],
    env: { ...process.env, ASSAY_HOME: folder },
  });
  closeSync(fd);
  const ended = once(child, "close");
  // Some of its lines are on disk, so reading has begun; most of it is still unread.
  await expect.poll(async () => (await stat(events()).catch(() => null))?.size ?? 0, { timeout: waitMs }).toBeGreaterThan(0);
  await appendFile(source, lines(20_000, 20_100));
  expect(await ended).toEqual([0, null]);
  const taken = await readFile(events(), "utf8");
  expect(taken.length).toBe(whole.length);
  expect(taken === whole).toBe(true);
});

it.each(["events.jsonl", "quarantine.jsonl", "comparisons.jsonl"])("the workspace's own %s on stdin is refused", async (name) => {
  const running = await tenCollected();
  await running.write(Buffer.from("no record\n"));
  running.end();
  await running.ended;
  const path = join(folder, "w", "output", name);
  const before = (await stat(path)).size;
  const fd = openSync(path, "r");
  const child = spawn(process.execPath, [cliPath, ...collect], {
    stdio: [fd, "ignore", "pipe"],
    env: { ...process.env, ASSAY_HOME: folder },
  });
  closeSync(fd);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining(`${name} is written by this workspace itself`) });
  expect((await stat(path)).size).toBe(before);
});

it.each([
  ["gzip", Buffer.from("1f8b0800892c086b02ff", "hex"), "gzip -dc |"],
  ["UTF-16", Buffer.from(`\ufeff${makeLine(0)}\n`, "utf16le"), "iconv -f UTF-16 -t UTF-8 |"],
  ["one JSON array", Buffer.from(`[\n${makeLine(0)},\n${makeLine(1)}\n]\n`), "jq -c '.[]' |"],
])("%s on stdin is refused before a line of it is taken", async (name, bytes, hint) => {
  const ended = await assay.run(collect, { stdin: bytes });
  expect(ended).toMatchObject({ code: 4, stdout: "" });
  expect(ended.stderr).toContain(name);
  expect(ended.stderr).toContain(hint);
  expect((await stat(events())).size + (await stat(quarantine())).size).toBe(0);
  expect((await readdir(join(folder, "w", "output"))).filter((file) => file.includes("torn"))).toEqual([]);
});
