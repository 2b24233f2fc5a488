import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openTemporary } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Tables of several pieces: their rows become lines while they are read, and DuckDB reads those that are not regular to their end. */

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-tables-"));
  workspace = await openTemporary();
});
afterEach(async () => {
  await workspace.close();
  await rm(folder, { recursive: true });
});

const plan = {
  dialect: "custom",
  answers: {},
  mapping: { engine: { from: "model" }, time: { from: "at" }, latency: { from: "seconds", unit: "s" as const }, input: { from: "text" } },
};
const count = 3000;
const row = (i: number) => `m${i % 3},${1_700_000_000 + i},${i / 1000},"${`${i} said ""x"", \\ and\n`.repeat(20)}"\n`;
const rows = Array.from({ length: count }, (_, i) => row(i));
const header = "model,at,seconds,text\n";

async function load(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  return workspace.importFile(path, { kind: "auto", keepDuplicates: false, plan, name: "t.csv" });
}

const journal = () => readFile(join(workspace.paths.output, "events.jsonl"), "utf8");

it("a regular table gives a record a row, in order, and writes no other file", async () => {
  const report = await load("t.csv", header + rows.join(""));
  expect(report).toMatchObject({ accepted: count, quarantined: 0, complete: true });
  const records = (await journal())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records.map(({ source }) => source.line)).toEqual(rows.map((_, i) => i + 2));
  expect(records.at(-1)).toMatchObject({ engine_id: `m${(count - 1) % 3}`, metrics: { latency_ms: count - 1 } });
  expect(records.map(({ input }) => input)).toEqual(rows.map((_, i) => `${i} said "x", \\ and\n`.repeat(20)));
});

it.each([
  ["too short", "m1,1\n"],
  ["of nothing", "\n"],
  ["with a quote within a field", `m1,1,1,a "quote"\n`],
])("a row %s, far behind the first, changes nothing in those before it", async (_, odd) => {
  const regular = await load("t.csv", header + rows.join(""));
  const before = await journal();
  const again = await load("again.csv", header + rows.slice(0, 2500).join("") + odd + rows.slice(2500).join(""));
  expect(again.duplicates).toBe(count);
  expect(regular.lines + 1).toBe(again.lines + (odd === "\n" ? 1 : 0));
  expect((await journal()).startsWith(before)).toBe(true);
  const staged = await readdir(join(workspace.paths.root, ".assay", "staging"));
  expect(staged.filter((name) => name.startsWith("import-"))).toEqual([]);
});

it("records and rows that are set aside have the numbers that a spreadsheet shows: the header is row 1, and a row with line breaks is one", async () => {
  await load("odd.csv", `${header}${row(0)}m1,1\n${rows.slice(1, 2500).join("")}m2,2,2,2,2\n${rows.slice(2500).join("")}`);
  const lines = (await journal()).trimEnd().split("\n");
  const all = Array.from({ length: count + 2 }, (_, i) => i + 2);
  expect(lines.map((line) => JSON.parse(line).source.line)).toEqual(all.filter((number) => number !== 3 && number !== 2503));
  const quarantined = (await readFile(join(workspace.paths.output, "quarantine.jsonl"), "utf8")).trimEnd().split("\n");
  expect(quarantined.map((line) => JSON.parse(line).line_number)).toEqual([3, 2503]);
});

it("a compressed table is read likewise", async () => {
  expect(await load("t.csv.gz", gzipSync(header + rows.join("")))).toMatchObject({ accepted: count, quarantined: 0 });
});
