import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { encodeCursor } from "./cursor.ts";
import { listQuarantine } from "./quarantine-list.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-quarantine-"));
  path = join(folder, "quarantine.jsonl");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (raw: string) =>
  `${JSON.stringify({ at_ms: 1, source: "collect", line_number: null, kind: null, findings: [], size_bytes: raw.length, raw })}\n`;
const quarantine = async () => ({ journal: { path, durableBytes: (await stat(path)).size }, total: 7 });

async function pages(limit: number): Promise<string[][]> {
  const all: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listQuarantine(await quarantine(), { limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.total).toBe(7);
    all.push(page.rows.map(({ text }) => text.slice(0, 8)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

it("pages through entries, newest first, skipping lines that are none", async () => {
  const long = "x".repeat(700_000);
  await writeFile(path, ["a", "b", long, "c", "d"].map(entry).join("not an entry\n"));
  expect(await pages(2)).toEqual([["d", "c"], ["xxxxxxxx", "b"], ["a"]]);
  expect((await pages(100)).flat()).toEqual(["d", "c", "xxxxxxxx", "b", "a"]);
});

it("continues where a page ended while newer entries arrive", async () => {
  await writeFile(path, ["a", "b", "c"].map(entry).join(""));
  const { nextCursor } = await listQuarantine(await quarantine(), { limit: 1 });
  await appendFile(path, entry("newer"));
  const page = await listQuarantine(await quarantine(), { limit: 10, cursor: nextCursor ?? "" });
  expect(page.rows.map(({ text }) => text)).toEqual(["b", "a"]);
  expect(page.nextCursor).toBeNull();
});

it("refuses an invalid cursor, one of another list, and one beyond the end", async () => {
  await writeFile(path, entry("a"));
  for (const cursor of ["12", "nonsense", encodeCursor("comparisons", null, 0), encodeCursor("quarantine", 10_000)]) {
    await expect(listQuarantine(await quarantine(), { limit: 1, cursor })).rejects.toMatchObject({ code: "invalid_argument" });
  }
});

it("is empty without entries", async () => {
  await writeFile(path, "");
  expect(await listQuarantine(await quarantine(), { limit: 5 })).toEqual({ rows: [], nextCursor: null, total: 7 });
});
