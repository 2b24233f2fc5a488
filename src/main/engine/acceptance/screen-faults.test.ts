import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Snapshot } from "../../../contract/index.ts";
import type { OpenSession } from "../session/session.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import { openTestSession } from "../testing/open-test-session.ts";

/** What a screen is told while things go wrong. */
const signal = new AbortController().signal;
let folder: string;
let session: OpenSession;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-screen-"));
  session = await openTestSession(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

const record = (i: number) =>
  `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}`;
const linesIn = async (name: string) => (await readFile(join(folder, "w", "output", name), "utf8")).split("\n").slice(0, -1);

/** Resolves with the first snapshot that shows it. */
function shown(is: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return new Promise((resolve) => {
    const stop = session.subscribe("snapshot", (snapshot) => {
      if (!is(snapshot)) return;
      // The first snapshot comes inside subscribe, before there is anything to take off.
      queueMicrotask(() => stop());
      resolve(snapshot);
    });
  });
}

/** From now on every journal's write fails as on a full disk, until the answer is called. */
async function fillDisk(): Promise<() => void> {
  const handle = await open(folder);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const writev = vi.spyOn(prototype, "writev").mockRejectedValue(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
  return () => writev.mockRestore();
}

async function startImport(count: number): Promise<void> {
  const file = join(folder, "in.jsonl");
  await writeFile(file, Array.from({ length: count }, (_, i) => `${record(i)}\n`).join(""));
  const { id } = await session.grant(file);
  await session.handlers["imports.start"]({ grants: [id], kind: "auto", keepDuplicates: false }, { signal });
}

it("a full disk is on the screen while it lasts; the record waits, and is written when there is space", async () => {
  const free = await fillDisk();
  const receipt = await session.workspace.collector.collectEngineExecution(record(1));
  let isDurable = false;
  const durable = receipt.durable.then(() => {
    isDurable = true;
  });
  const told = await shown(({ alerts }) => alerts.length > 0);
  expect(told.alerts).toEqual([
    {
      code: "disk_full",
      message: expect.stringContaining("events.jsonl cannot be written"),
      fix: "Free some space; Assay goes on by itself.",
      sinceMs: expect.any(Number),
    },
  ]);
  expect(told.channels[0]).toMatchObject({ name: "events", accepted: 1, buffered: 1, flushed: 0 });
  expect(isDurable).toBe(false);
  free();
  await durable;
  expect((await shown(({ alerts, channels }) => alerts.length === 0 && channels[0]?.recordsInFile === 1)).channels[0]?.buffered).toBe(0);
  expect(await linesIn("events.jsonl")).toEqual([record(1)]);
});

it("an import that meets a full disk says so, and the same file comes in when there is space", async () => {
  const free = await fillDisk();
  await startImport(20);
  const [failed] = (await shown(({ imports }) => imports[0]?.state === "failed")).imports;
  expect(failed?.error).toMatchObject({ code: "disk_full", fix: expect.stringContaining("import the file again") });
  free();
  await startImport(20);
  await shown(({ imports }) => imports.some(({ state }) => state === "done"));
  expect(await linesIn("events.jsonl")).toHaveLength(20);
});

it("a session that is closed during an import leaves a beginning of the file, and the rest comes with the next import", async () => {
  const count = 60_000;
  await startImport(count);
  await shown(({ imports }) => imports[0]?.state === "running" && imports[0].accepted > 0);
  await session.close();
  const there = await linesIn("events.jsonl");
  expect(there).toEqual(Array.from({ length: there.length }, (_, i) => record(i)));
  const again = await openTemporary({ path: join(folder, "w") });
  expect(await again.verify({ repair: false })).toMatchObject({ ok: true, problems: [] });
  const report = await again.importFile(join(folder, "in.jsonl"), { kind: "auto", keepDuplicates: false });
  expect(report).toMatchObject({ duplicates: there.length, accepted: count - there.length, quarantined: 0 });
  await again.close();
});

it("snapshots go on being sent when the clock is set back", async () => {
  const collected = async (i: number) => {
    const told = shown(({ channels }) => channels[0]?.accepted === i);
    await session.workspace.collector.collectEngineExecution(record(i));
    return told;
  };
  await collected(1);
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now - 3_600_000);
  await collected(2);
  expect((await collected(3)).takenAtMs).toBe(now - 3_600_000);
});
