import { appendFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import { type ComparableJournal, KnownChunks } from "./known-chunks.ts";

const line = (i: number) => `{"n":${i}}\n`;
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join("");

async function writeJournal(text: string) {
  const path = join(await temporaryFolder(), "events.jsonl");
  await writeFile(path, text);
  const offsets = new Map<string, number>();
  let at = 0;
  for (const one of text.split("\n")) {
    const key = keyOfHash(hashLine(Buffer.from(one)));
    if (!offsets.has(key)) offsets.set(key, at);
    at += one.length + 1;
  }
  const asked: (number | null)[] = [];
  const findLine: ComparableJournal["findLine"] = async (hash) => {
    asked.push(offsets.get(keyOfHash(hash)) ?? null);
    return asked.at(-1) ?? null;
  };
  return { journal: { kind: "engine_execution", path, endBytes: text.length, findLine } satisfies ComparableJournal, asked };
}

it("counts chunks that a journal holds, and looks up only where they begin", async () => {
  const { journal, asked } = await writeJournal(lines(0, 100));
  const known = new KnownChunks([journal]);
  const count = (text: string) => known.count(Buffer.from(text));
  expect(await count(lines(10, 30))).toEqual({ kind: "engine_execution", lines: 20 });
  expect(await count(lines(30, 60))).toEqual({ kind: "engine_execution", lines: 30 });
  expect(asked).toEqual([line(0).length * 10]);
  // A line that is changed, or left out, or behind the end.
  expect(await count(lines(60, 70).replace("65", "56"))).toBeNull();
  expect(await count(lines(70, 80) + lines(81, 90))).toBeNull();
  expect(await count("not looked up\n")).toBeNull();
  expect(await count(lines(80, 101))).toBeNull();
  expect(asked).toHaveLength(3);
  await known.close();
});

it("leaves chunks with blank lines to the threads, and those of an empty journal", async () => {
  const { journal, asked } = await writeJournal(`${lines(0, 3)}\n${lines(3, 6)}`);
  const known = new KnownChunks([journal]);
  expect(await known.count(Buffer.from(`${lines(0, 3)}\n${lines(3, 6)}`))).toBeNull();
  expect(await known.count(Buffer.from(lines(0, 3)))).toBeNull();
  expect(await known.count(Buffer.from(lines(3, 6)))).toMatchObject({ lines: 3 });
  await known.close();
  asked.length = 0;
  expect(await new KnownChunks([{ ...journal, endBytes: 0 }]).count(Buffer.from(lines(0, 3)))).toBeNull();
  expect(asked).toEqual([]);
});

it("imports a file again, and what was added to it, by the rules for each line", async () => {
  const workspace = await openTemporary();
  const path = join(await temporaryFolder(), "in.jsonl");
  const record = (i: number) =>
    `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}\n`;
  const importing = (keepDuplicates = false) => workspace.importFile(path, { kind: "auto", keepDuplicates });
  await writeFile(path, record(1) + record(2));
  expect(await importing()).toMatchObject({ accepted: 2 });
  expect(await importing()).toMatchObject({ lines: 2, accepted: 0, duplicates: 2 });
  expect(partsOf(workspace).channels.get("events")?.counters.duplicates).toBe(2);
  await appendFile(path, record(3) + record(1));
  expect(await importing()).toMatchObject({ lines: 4, accepted: 1, duplicates: 3 });
  expect(await importing(true)).toMatchObject({ accepted: 4, duplicates: 0 });
  // A line of the journal that is no record of ours, written by another program: it is rejected although the journal holds the whole file.
  const { path: journal } = partsOf(workspace).journals.channels.get("events") as { path: string };
  await appendFile(journal, '{"no":"record"}\n');
  await writeFile(path, `${[2, 3, 1, 2, 3, 1].map(record).join("")}{"no":"record"}\n`);
  await workspace.importFile(await withLine(record(9)), { kind: "auto", keepDuplicates: false });
  expect(await importing()).toMatchObject({ accepted: 0, duplicates: 6, quarantined: 1 });
  await workspace.close();
});

it("imports many small files without waiting for the index, and finds lines of the files before among those that are not in it yet", async () => {
  const workspace = await openTemporary();
  const record = (i: number) =>
    `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}\n`;
  const importing = async (...numbers: number[]) =>
    workspace.importFile(await withLine(numbers.map(record).join("")), { kind: "auto", keepDuplicates: false, waitForIndex: false });
  const { db } = partsOf(workspace).index;
  const write = vi.spyOn(db, "write");
  for (let i = 0; i < 30; i++) {
    expect(await importing(2 * i, 2 * i + 1)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await importing(2 * i, 2 * i + 1)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await importing(2 * i, 1000 + i)).toMatchObject({ accepted: 1, duplicates: 1 });
  }
  expect(write.mock.calls.length).toBeLessThan(30);
  await workspace.indexImports();
  expect(await db.get("SELECT count(*) AS n FROM executions")).toEqual({ n: 90 });
  expect(await importing(0, 1)).toMatchObject({ accepted: 0, duplicates: 2 });
  expect(await importing(4, 5, 1002)).toMatchObject({ accepted: 0, duplicates: 3 });
  await workspace.close();
});

it("does not take lines for known that only a file put in the journal's place holds", async () => {
  const workspace = await openTemporary();
  const path = join(await temporaryFolder(), "in.jsonl");
  const record = (i: number) =>
    `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}\n`;
  const importing = () => workspace.importFile(path, { kind: "auto", keepDuplicates: false });
  await writeFile(path, record(1) + record(2));
  await importing();
  await writeFile(path, record(1) + record(9));
  const { path: journal } = partsOf(workspace).journals.channels.get("events") as { path: string };
  await writeFile(`${journal}.other`, record(1) + record(9));
  await rename(`${journal}.other`, journal);
  await expect(importing()).rejects.toThrow("events.jsonl");
  await workspace.close().catch(() => {});
});

async function withLine(text: string): Promise<string> {
  const path = join(await temporaryFolder(), "one.jsonl");
  await writeFile(path, text);
  return path;
}
