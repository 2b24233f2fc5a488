import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { StagedFolder } from "../../files/staged-folder.ts";
import { Database } from "../../store/duckdb.ts";
import { freshFolder } from "../../testing/fresh-folder.ts";
import type { AnyTarget, Row } from "../targets/target.ts";
import { findTarget } from "../targets/targets.ts";
import { HashedFile } from "./hashed-file.ts";
import { minRowBufferBytes, ParquetConverter, rowGroupRows } from "./parquet-converter.ts";
import { ParquetFile } from "./parquet-file.ts";
import type { RowBlock } from "./row-file.ts";
import { RowFiles } from "./row-files.ts";

const folder = freshFolder("parquet-file");

const columns = [
  { name: "n", type: "BIGINT" },
  { name: "word", type: "VARCHAR" },
  { name: "turns", type: 'STRUCT("role" VARCHAR, "content" VARCHAR)[]' },
  { name: "score", type: "DOUBLE" },
];
const target: AnyTarget = { ...findTarget("parquet"), columns } as AnyTarget;

/** Nested values, nulls of every kind, and words of which there are few: DuckDB gives them a dictionary and a Bloom filter. */
const makeRow = (n: number): Row => ({
  n,
  word: n % 11 === 0 ? null : `word ${Math.floor(n / 5_000)}`,
  turns: n % 7 === 0 ? null : n % 5 === 0 ? [] : [{ role: "user", content: n % 3 === 0 ? null : `ü\u2028${n % 100}` }],
  score: n % 2 === 0 ? null : n / 4,
});

const toBlock = (rows: readonly Row[]): RowBlock => {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return { rows: rows.length, bytes: Buffer.from(text), longestBytes: Math.max(...rows.map((row) => JSON.stringify(row).length)) * 3 };
};

/** Writes rows block by block, and gives the file's path. @param longest gets what each conversion is told of its rows. */
async function write(name: string, rows: readonly Row[], blockRows: number, longest: number[] = []): Promise<string> {
  const root = await realpath(folder());
  const staged = await StagedFolder.make(join(root, name), { replaces: false, isPrivate: true });
  const converter = await ParquetConverter.open(await staged.makeWorkFolder(), columns, new AbortController().signal);
  const convert: ParquetConverter["convert"] = (from, to, longestRowBytes) => {
    longest.push(longestRowBytes);
    return converter.convert(from, to, longestRowBytes);
  };
  const file = new ParquetFile(staged, "train.parquet", new HashedFile(await staged.create("train.parquet")), { convert });
  for (let at = 0; at < rows.length; at += blockRows) await file.write(toBlock(rows.slice(at, at + blockRows)));
  const made = await file.end();
  await converter.close();
  await staged.commit();
  const path = join(root, name, "train.parquet");
  const bytes = await readFile(path);
  expect(made).toEqual({ sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  expect(await readdir(join(root, name))).toEqual(["train.parquet"]);
  return path;
}

async function query(path: string, sql: string): Promise<unknown[]> {
  const options = { memoryLimitMb: 256, threads: 2, temporaryFolder: join(folder(), "spill") };
  const db = await Database.open(join(path, "..", "look.duckdb"), options);
  try {
    return await db.all(sql.replaceAll("FILE", `'${path}'`));
  } finally {
    await db.close();
  }
}

const many = Array.from({ length: 3 * rowGroupRows + 5_000 }, (_, n) => makeRow(n));

describe("a Parquet file made in parts", () => {
  it.each([
    { name: "one row", count: 1, parts: 1 },
    { name: "one part", count: rowGroupRows, parts: 1 },
    { name: "one part and a row", count: rowGroupRows + 1, parts: 2 },
  ])("$name: has every row, read by hyparquet", async ({ count }) => {
    const path = await write("x", many.slice(0, count), 6_000);
    const file = await asyncBufferFromFile(path);
    const { num_rows, row_groups } = await parquetMetadataAsync(file);
    expect(num_rows).toBe(BigInt(count));
    expect(row_groups.reduce((sum, group) => sum + group.num_rows, 0n)).toBe(BigInt(count));
    // The seams, and not 16 000 rows of which each is compared.
    for (const rowStart of [0, Math.max(0, rowGroupRows - 1000)]) {
      const rowEnd = Math.min(count, rowStart + 2000);
      const rows = await parquetReadObjects({ file, compressors, rowStart, rowEnd });
      expect(rows).toEqual(many.slice(rowStart, rowEnd).map((row) => ({ ...row, n: BigInt(row.n as number) })));
    }
  });

  it("has every row, and filters that find them, read by DuckDB; the same bytes however the rows come", async () => {
    const path = await write("several", many, 11_000);
    expect(
      await query(
        path,
        "SELECT count(*) AS rows, sum(n) AS sum, count(word) AS words, count(turns) AS turns, sum(score) AS score FROM FILE",
      ),
    ).toEqual([
      {
        rows: many.length,
        sum: many.reduce((sum, { n }) => sum + (n as number), 0),
        words: many.filter(({ word }) => word !== null).length,
        turns: many.filter(({ turns }) => turns !== null).length,
        score: many.reduce((sum, { score }) => sum + ((score as number | null) ?? 0), 0),
      },
    ]);
    // Bloom filters are found by their offsets: a wrong one excludes groups that have the word.
    const probes = await query(
      path,
      "SELECT row_group_id AS id, bloom_filter_excludes AS excludes FROM parquet_bloom_probe(FILE, 'word', 'word 5') ORDER BY id",
    );
    const groups = await query(
      path,
      "SELECT row_group_id AS id, row_group_num_rows AS rows FROM parquet_metadata(FILE) WHERE path_in_schema = 'n' ORDER BY id",
    );
    let at = 0;
    const has = (groups as { rows: number }[]).map(({ rows }) => {
      at += rows;
      return many.slice(at - rows, at).some(({ word }) => word === "word 5");
    });
    expect((probes as { excludes: boolean }[]).map(({ excludes }) => !excludes)).toEqual(has);
    const other = await write("other", many, 1_700);
    expect((await readFile(other)).equals(await readFile(path))).toBe(true);
  });

  it("takes rows of megabytes, and says the same of them to DuckDB however they come", async () => {
    const long = (n: number, bytes: number): Row => ({ n, word: "é".repeat(bytes / 2), turns: null, score: null });
    const rows = [...many.slice(0, rowGroupRows), long(-1, 3_000_000), makeRow(1), long(-2, 18_000_000), makeRow(2)];
    const said: { blockRows: number; longest: number[] }[] = [];
    for (const blockRows of [rowGroupRows, 12_000]) {
      const longest: number[] = [];
      const path = await write(`${blockRows}`, rows, blockRows, longest);
      said.push({ blockRows, longest });
      expect(await query(path, "SELECT n, strlen(word) AS bytes FROM FILE WHERE n < 0")).toEqual([
        { n: -1, bytes: 3_000_000 },
        { n: -2, bytes: 18_000_000 },
      ]);
    }
    const line = JSON.stringify(long(-2, 18_000_000));
    const longest = [minRowBufferBytes, Buffer.byteLength(line) + 1];
    expect(said).toEqual([
      { blockRows: rowGroupRows, longest },
      { blockRows: 12_000, longest },
    ]);
  });

  it("says what is wrong when a part cannot be converted, and lets nothing work on it then", async () => {
    const root = await realpath(folder());
    await mkdir(join(root, "bad"));
    const staged = await StagedFolder.make(join(root, "bad", "x"), { replaces: false, isPrivate: true });
    const files = new RowFiles(target, staged, new AbortController().signal);
    const file = await files.open("train.parquet");
    await file.write({ rows: 1, bytes: Buffer.from('{"n": "no number"}\n'), longestBytes: 60 });
    await expect(file.end()).rejects.toThrow(/no number/);
    await file.close();
    await files.close();
    await staged.discard();
    expect(await readdir(join(root, "bad"))).toEqual([]);
  });
});
