import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportRequest } from "../../../../contract/index.ts";
import { freshFolder } from "../../testing/fresh-folder.ts";
import type { ExportOptions } from "../export-run.ts";
import { type ExportAnswer, runExport } from "../run-export.ts";
import { oneTypeAColumn } from "../targets/rules/columns.ts";
import { rowGroupRows } from "../write/parquet-converter.ts";

const workerUrl = new URL("../../workspace/import-worker.ts", import.meta.url);
const folder = freshFolder("export-threads");

/** Sound samples, with everything that a slice must hand on in between: bad lines, tasks, broken rules, texts of several bytes a character. */
function makeLine(i: number): string {
  if (i % 97 === 0) return i % 2 === 0 ? "" : '{"sample_id":';
  const output = i % 41 === 0 ? " " : `ünswer ${i}\u2028 ${"lorem ipsum ".repeat(i % 60)}`;
  return JSON.stringify({
    sample_id: `s-${i}`,
    created_at: 1_764_145_200 + i,
    source_trace_id: `t-${i}`,
    tier: ["gold", "silver", "bronze"][i % 3],
    input: `question ${i % 500}`,
    output,
    ...(i % 5 === 0 ? { task_id: `task-${i % 7}` } : {}),
    ...(i > 6_000 ? { tags: ["late"] } : {}),
    validation: { quality_score: (i % 100) / 100, validated: true },
  });
}

/** A short one: what tells parts of Parquet from each other is how many there are. */
const makeShortLine = (i: number) =>
  `{"sample_id":"s-${i}","created_at":1764145200,"source_trace_id":"t","tier":"gold","input":"q ${i}","output":"a ${i % 7}","validation":{"quality_score":0.5,"validated":true}}`;

const parts = [
  { name: "train", fraction: 0.97 },
  { name: "test", fraction: 0.03 },
];

/** Writes a dataset, and gives a function that exports it into `exports`. */
async function dataset(lines: readonly string[], target: string) {
  const path = join(folder(), "training_samples.jsonl");
  await writeFile(path, `${lines.join("\n")}\n`);
  await writeFile(join(folder(), "curation.jsonl"), "");
  const exports = join(folder(), "exports");
  await mkdir(exports);
  const request: ExportRequest = { target, split: { parts, seed: 3 } };
  const input = {
    dataset: { name: "training_samples.jsonl", path, bytes: (await stat(path)).size },
    comparisons: null,
    curation: { name: "curation.jsonl", path: join(folder(), "curation.jsonl"), bytes: 0 },
    strict: true,
    found: null,
    judged: [],
  };
  const run = (name: string, options: Partial<ExportOptions>) =>
    runExport(
      { request, input, destination: { path: join(exports, name), replace: false, workspace: { root: folder(), exports } } },
      { signal: new AbortController().signal, onProgress: () => {}, ...options },
    );
  return { run, exports, sizeBytes: input.dataset.bytes };
}

async function expectSameFiles(one: string, other: string): Promise<void> {
  const names = await readdir(one);
  expect(await readdir(other)).toEqual(names);
  for (const name of names) expect((await readFile(join(other, name))).equals(await readFile(join(one, name))), name).toBe(true);
}

describe("an export in threads", () => {
  it.each(["chat", "jsonl", "csv", "hf-dataset"])("%s: gives the very bytes and counts of one thread", async (target) => {
    const lines = Array.from({ length: 8_000 }, (_, i) => makeLine(i));
    const { run, exports, sizeBytes } = await dataset(lines, target);
    const [one, several] = [await run("one", {}), await run("several", { workerUrl, threadedFromBytes: 0 })];
    expect(sizeBytes).toBeGreaterThan(3 * 1024 * 1024);
    expect(withoutPath(several)).toEqual(withoutPath(one));
    expect(one.preview.report.rows).toBeGreaterThan(7_000);
    await expectSameFiles(join(exports, "one"), join(exports, "several"));
  });

  it("gives the very bytes of one thread for Parquet of several parts", async () => {
    const lines = Array.from({ length: 2 * rowGroupRows + 2_000 }, (_, i) => makeShortLine(i));
    const { run, exports } = await dataset(lines, "parquet");
    const [one, several] = [await run("one", {}), await run("several", { workerUrl, threadedFromBytes: 0 })];
    expect(one.preview.report.splits[0]?.rows).toBeGreaterThan(2 * rowGroupRows);
    expect(withoutPath(several)).toEqual(withoutPath(one));
    await expectSameFiles(join(exports, "one"), join(exports, "several"));
  });

  it("leaves nothing behind when it is stopped, early or while a part is converted", async () => {
    const lines = Array.from({ length: 2 * rowGroupRows + 2_000 }, (_, i) => makeShortLine(i));
    const { run, exports, sizeBytes } = await dataset(lines, "parquet");
    for (const share of [0, 0.99]) {
      const stop = new AbortController();
      const onProgress: ExportOptions["onProgress"] = ({ readBytes }) => {
        if (readBytes > share * sizeBytes) stop.abort();
      };
      const work = run("x", { signal: stop.signal, onProgress, workerUrl, threadedFromBytes: 0 });
      await expect(work).rejects.toMatchObject({ code: "cancelled" });
      expect(await readdir(exports)).toEqual([]);
    }
  });
});

const withoutPath = ({ preview, made }: ExportAnswer) => ({ preview, files: made?.files });

it("says the same of columns, however the rows are cut", () => {
  const value = fc.oneof(
    fc.constantFrom("2026-01-02", "text", "x".repeat(4_000_000), null, 1, 1.5, 2 ** 64, true),
    fc.array(fc.constantFrom(1, "a")),
    fc.record({ k: fc.constantFrom("b", 2) }),
  );
  const row = fc.dictionary(fc.constantFrom("a", "b", "__proto__"), value);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.nat(12), fc.nat(12), (rows, one, other) => {
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      const watch = () => oneTypeAColumn.watch?.() as NonNullable<ReturnType<NonNullable<typeof oneTypeAColumn.watch>>>;
      const whole = watch();
      for (const each of rows) whole.row(each);
      const merged = watch();
      for (const part of [rows.slice(0, first), rows.slice(first, second), rows.slice(second)]) {
        const watcher = watch();
        for (const each of part) watcher.row(each);
        merged.merge(structuredClone(watcher.read()));
      }
      expect(merged.problem()).toEqual(whole.problem());
    }),
    { numRuns: 60 },
  );
});
