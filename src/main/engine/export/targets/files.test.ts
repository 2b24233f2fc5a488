import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goldenItems } from "../../testing/export-items.ts";
import { openTemporary } from "../../testing/open-temporary.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** Files of whole exports, read by libraries that know nothing of Assay. */

/** Text that readers of lines, tables and spreadsheets stumble over. */
const hostile = [
  '=cmd|"/c calc"!A1',
  'a "quoted", text\r\nof two lines',
  "\u2028 \u2029 \u0085 \u{1f600}",
  "2026-01-02",
  "42",
  "null",
  "-1 \t",
];
const hostileSamples = hostile.map((text, i) => ({
  sample_id: `hostile-${i}`,
  created_at: 1_700_000_000 + i,
  source_trace_id: `t-${i}`,
  tier: "silver",
  input: `question ${i}: ${text}`,
  output: text,
  validation: { quality_score: 0.5, validated: false },
  tags: ["hostile", text],
}));
const lines = [...goldenItems.record.map(({ line }) => line), ...hostileSamples.map((one) => JSON.stringify(one))];

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWith(lines);
});
afterAll(async () => {
  await workspace.close();
  await rm(workspace.path, { recursive: true, force: true });
});

async function openWith(given: readonly string[]): Promise<Workspace> {
  const opened = await openTemporary();
  const path = join(opened.path, "in.jsonl");
  await writeFile(path, given.map((line) => `${line}\n`).join(""));
  await opened.importFile(path, { kind: "auto", keepDuplicates: false });
  return opened;
}

/** Exports everything, and gives the path of a file of it. */
async function exportAll(from: Workspace, target: string, file: string): Promise<string> {
  const id = from.exports.start({ target }, { folder: null, name: target, replace: true });
  for (;;) {
    const job = from.exports.list().find((one) => one.id === id);
    if (job?.state === "done") return join(from.paths.exports, target, file);
    if (job?.state !== "waiting" && job?.state !== "running") throw new Error(JSON.stringify(job));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const readParquet = async (path: string) => parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
const records = lines.map((line) => JSON.parse(line));

describe("Parquet, read by hyparquet", () => {
  it("parquet: has the columns of every record, and each line whole", async () => {
    const rows = await readParquet(await exportAll(workspace, "parquet", "train.parquet"));
    expect(rows.map(({ record }) => record)).toEqual(lines);
    expect(rows).toMatchObject(
      records.map((record) => ({
        sample_id: record.sample_id,
        created_at: BigInt(record.created_at),
        input: record.input,
        output: record.output,
        quality_score: record.validation.quality_score,
        validated: record.validation.validated,
        tags: record.tags ?? [],
        messages: record.messages === undefined ? null : JSON.stringify(record.messages),
      })),
    );
  });

  it("hf-dataset: has conversations as lists of role and content, and a card that counts them", async () => {
    const path = await exportAll(workspace, "hf-dataset", "train.parquet");
    const rows = await readParquet(path);
    const text = records.filter(({ messages }) => messages === undefined);
    expect(rows.map(({ messages }) => messages)).toEqual(
      text.map(({ input, output }) => [
        { role: "user", content: input },
        { role: "assistant", content: output },
      ]),
    );
    const card = await readFile(join(path, "../README.md"), "utf8");
    expect(card).toContain(`num_examples: ${text.length}\n`);
  });

  it("verl: has prompts, ground truths and the place of each row", async () => {
    const rows = await readParquet(await exportAll(workspace, "verl", "train.parquet"));
    expect(rows.length).toBeGreaterThan(5);
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({
        data_source: "assay",
        reward_model: { style: "rule" },
        extra_info: { split: "train", index: BigInt(i) },
      });
      const [record] = records.filter(({ sample_id }) => sample_id === row.extra_info.id);
      expect(row.prompt).toEqual([{ role: "user", content: record.input }]);
      expect(row.reward_model.ground_truth).toBe(record.output);
    }
  });
});

describe("CSV, read by csv-parse", () => {
  it("has the texts of every record, with what a spreadsheet would run defused", async () => {
    const text = await readFile(await exportAll(workspace, "csv", "train.csv"), "utf8");
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    const defused = (value: string) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
    expect(rows.map(({ sample_id, input, output }) => ({ sample_id, input, output }))).toEqual(
      records.map(({ sample_id, input, output }) => ({ sample_id, input: defused(input), output: defused(output) })),
    );
    expect(rows.some(({ output }) => output?.startsWith("'="))).toBe(true);
  });
});

describe("jsonl, imported again", () => {
  it("gives the same dataset, whatever the records hold", async () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const sample = fc.record({
      input: fc.string({ unit: "grapheme" }),
      output: fc.string({ unit: "binary" }),
      extra: value,
      tags: fc.array(fc.string()),
    });
    const given = fc
      .sample(sample, 200)
      .map(({ input, output, extra, tags }, i) =>
        JSON.stringify({ ...hostileSamples[0], sample_id: `s-${i}`, input, output, tags, extra }),
      );
    const first = await openWith(given);
    const second = await openWith((await readFile(await exportAll(first, "jsonl", "train.jsonl"), "utf8")).split("\n").filter(Boolean));
    try {
      const read = async ({ paths }: Workspace) => (await readFile(join(paths.output, "training_samples.jsonl"), "utf8")).split("\n");
      const [one, two] = [await read(first), await read(second)];
      expect(one.length).toBe(201);
      expect(two.map((line) => line && JSON.parse(line))).toEqual(one.map((line) => line && JSON.parse(line)));
    } finally {
      for (const opened of [first, second]) {
        await opened.close();
        await rm(opened.path, { recursive: true, force: true });
      }
    }
  });
});
