import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportRequest } from "../../../../contract/index.ts";
import { freshFolder } from "../../testing/fresh-folder.ts";
import { type ExportAnswer, runExport } from "../run-export.ts";
import { oneTypeAColumn } from "../targets/rules/columns.ts";

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

describe("an export in threads", () => {
  it.each(["chat", "jsonl", "csv", "hf-dataset"])("%s: gives the very bytes and counts of one thread", async (target) => {
    const dataset = join(folder(), "training_samples.jsonl");
    const curation = join(folder(), "curation.jsonl");
    await writeFile(dataset, `${Array.from({ length: 8_000 }, (_, i) => makeLine(i)).join("\n")}\n`);
    await writeFile(curation, "");
    const exports = join(folder(), "exports");
    await mkdir(exports);
    const request: ExportRequest = {
      target,
      split: {
        parts: [
          { name: "train", fraction: 0.8 },
          { name: "test", fraction: 0.2 },
        ],
        seed: 3,
      },
    };
    const input = {
      dataset: { name: "training_samples.jsonl", path: dataset, bytes: (await stat(dataset)).size },
      comparisons: null,
      curation: { name: "curation.jsonl", path: curation, bytes: 0 },
      strict: true,
      found: null,
      judged: [],
    };
    const run = (name: string, threads: { workerUrl?: URL; threadedFromBytes?: number }) =>
      runExport(
        { request, input, destination: { path: join(folder(), name), replace: false, workspace: { root: folder(), exports } } },
        { signal: new AbortController().signal, onProgress: () => {}, ...threads },
      );
    const [one, several] = [await run("exports/one", {}), await run("exports/several", { workerUrl, threadedFromBytes: 0 })];
    expect(input.dataset.bytes).toBeGreaterThan(3 * 1024 * 1024);
    expect(withoutPath(several)).toEqual(withoutPath(one));
    expect(one.preview.report.rows).toBeGreaterThan(7_000);
    const names = await readdir(join(exports, "one"));
    expect(await readdir(join(exports, "several"))).toEqual(names);
    for (const name of names)
      expect((await readFile(join(exports, "several", name))).equals(await readFile(join(exports, "one", name)))).toBe(true);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const dataset = join(folder(), "d.jsonl");
    await writeFile(dataset, `${Array.from({ length: 8_000 }, (_, i) => makeLine(i)).join("\n")}\n`);
    const stop = new AbortController();
    const exports = join(folder(), "exports2");
    await mkdir(exports);
    const input = {
      dataset: { name: "d.jsonl", path: dataset, bytes: (await stat(dataset)).size },
      comparisons: null,
      curation: { name: "curation.jsonl", path: join(folder(), "none"), bytes: 0 },
      strict: true,
      found: null,
      judged: [],
    };
    const destination = { path: join(exports, "x"), replace: false, workspace: { root: folder(), exports } };
    const work = runExport(
      { request: { target: "chat" }, input, destination },
      {
        signal: stop.signal,
        onProgress: () => stop.abort(),
        workerUrl,
        threadedFromBytes: 0,
      },
    );
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(exports)).toEqual([]);
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
