import { appendFile, mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openContainer } from "../containers/open-container.ts";
import { splitPieceRows } from "../containers/piece-rows.ts";
import { Staging } from "../containers/staging.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import type { OpenedFile } from "./chunk-reader.ts";
import { openRows } from "./open-rows.ts";
import type { TableSource } from "./table-source.ts";

/** Tables that somebody writes to while their rows are read. */

let folder: string;
let pool: WorkerPool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-rows-"));
  pool = new WorkerPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

const row = (i: number) => `${i},"${"x".repeat(100)}"\n`;
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => row(from + i)).join("");

const numberIn = (line: string) => Number(JSON.parse(line).id);

/** The two ways in which a table is read. Each adds the numbers of its rows. */
const ways = {
  "as lines": async (opened: OpenedFile, found: number[]) => {
    for await (const chunk of opened.chunks())
      if (chunk.type === "lines") found.push(...Buffer.from(chunk.bytes).toString("utf8").trimEnd().split("\n").map(numberIn));
  },
  "as pieces": async ({ table }: OpenedFile, found: number[]) => {
    for await (const { bytes, ...piece } of (table as TableSource).pieces())
      splitPieceRows(Buffer.from(bytes ?? []), { delimiter: ",", ...piece }, ({ line }) => void found.push(numberIn(line.toString())));
  },
};
type Way = keyof typeof ways;
const eachWay = Object.keys(ways) as Way[];

/** @param change what happens to the file once it is open. @returns the numbers of the rows that were read. */
async function read(way: Way, content: string, change: (path: string) => Promise<void>): Promise<number[]> {
  const path = join(folder, "t.csv");
  await writeFile(path, content);
  const parts = { staging: new Staging(join(folder, "staging")), pool, copyTable: async () => expect.fail("it is regular") };
  for await (const file of openContainer(parts, path, "t.csv")) {
    const opened = await openRows({ ...file, openFile: (one) => open(one) }, parts);
    try {
      await change(path);
      const found: number[] = [];
      await ways[way](opened, found);
      return found;
    } finally {
      await opened.close();
    }
  }
  return expect.fail("it is a table");
}

const count = 20_000;
const header = "id,text\n";

it.each(eachWay)("%s: one that grows ends where it ended when it was opened, and a row begun there is read to its end", async (way) => {
  const begun = row(count).slice(0, 50);
  const found = await read(way, header + rows(0, count) + begun, (path) =>
    appendFile(path, row(count).slice(50) + rows(count + 1, 3 * count)),
  );
  expect(found.slice(0, count + 1)).toEqual(Array.from({ length: count + 1 }, (_, i) => i));
  // The next bytes hold some rows more; far from all.
  expect(found.length).toBeLessThan(count + 1000);
});

it.each(eachWay)("%s: one that is cut while it is read says so", async (way) => {
  await expect(read(way, header + rows(0, count), (path) => truncate(path, 100_000))).rejects.toMatchObject({
    code: "io",
    message: expect.stringContaining("became shorter"),
  });
});
