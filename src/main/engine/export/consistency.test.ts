import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ComparisonFilter,
  type CurationAction,
  type ExportReport,
  type ExportRequest,
  ComparisonFilter as FilterShape,
} from "../../../contract/index.ts";
import { exportInto } from "../testing/export-into.ts";
import { needs } from "../testing/needs.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import { nativeFiles } from "../testing/shared-data.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { targets } from "./targets/targets.ts";

/** No record of the real data has tags. */
const toTagged = (tags: readonly string[], i: number) => {
  const candidates = ["a", "b"].map((engine) => ({ engine_id: engine, output: `${engine} ${i}` }));
  return `${JSON.stringify({ comparison_id: `tagged-${i}`, query: "Which one?", candidates, tags })}\n`;
};

/** Exports of real records, with some decisions on them. */
needs.sharedData.describe("exports of real data", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await openTemporary();
    const files = (await nativeFiles()).filter((file) => /(japanese|fastchat|arena_bench_v1_nway|alpaca_eval2_nway_all).*/.test(file));
    for (const file of files) await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
    const tagged = join(workspace.path, "tagged.jsonl");
    await writeFile(tagged, [["hard"], ["harder"], ["easy", "hard"]].map(toTagged).join(""));
    await workspace.importFile(tagged, { kind: "auto", keepDuplicates: false });
    const { rows } = await workspace.comparisons({ filter: {}, limit: 40 });
    const decided = rows.filter((_, i) => i % 4 === 0);
    await workspace.curation.apply(
      decided.map(({ key }, i): CurationAction => {
        if (i % 3 === 0) return { type: "tie", comparison: key };
        if (i % 3 === 1) return { type: "skip", comparison: key };
        return { type: "promote", comparison: key, position: 0, tier: "gold" };
      }),
    );
    await workspace.curation.flush();
  });

  const preview = async (request: ExportRequest): Promise<ExportReport> => (await exportInto(workspace, request, null)).preview.report;

  afterAll(async () => {
    await workspace.close();
    await rm(workspace.path, { recursive: true, force: true });
  });

  it.each(targets.map(({ name }) => [name]))("%s: rows are the items without those left out", async (target) => {
    const report = await preview({ target });
    expect(report.records).toBeGreaterThan(0);
    const broken = report.rules.filter(({ severity }) => severity === "leaves-out").reduce((sum, rule) => sum + rule.broken, 0);
    expect(report.leftOut).toBe(broken);
    expect(report.rows).toBe(report.items - report.leftOut);
    for (const counts of [report.splits.map(({ rows }) => rows), report.byTier.map(({ count }) => count)])
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(report.rows);
  });

  describe("a filter of comparisons", () => {
    const filters = async (): Promise<ComparisonFilter[]> => {
      const { rows } = await workspace.comparisons({ filter: {}, limit: 40 });
      const { queryHead, engines, comparisonId } = rows[3] as (typeof rows)[number];
      const word = queryHead.split(/\s+/).find((one) => one.length > 4) ?? queryHead;
      return [
        {},
        { engines: engines.slice(0, 1) },
        { engines: ["no such engine", ...engines.slice(1, 2)] },
        { hasWinner: true },
        { hasWinner: false },
        { minScore: 0.5 },
        { maxScore: 0.8 },
        { minScore: 0, maxScore: 1 },
        { reviewed: true },
        { reviewed: false },
        { text: word.toUpperCase() },
        { text: comparisonId },
        { text: "%" },
        { tag: "hard" },
        { pair: [engines[0] as string, engines[1] as string] },
        { sourceFile: "no such file" },
        { minMargin: 0.1 },
        { maxMargin: 0.5 },
        { flagged: true },
        { flagged: false },
        { noted: true },
        { disagrees: true },
        { conflict: true },
        { hasWinner: true, reviewed: false, minScore: 0.3, text: "e" },
      ];
    };

    it("lets the same comparisons into an export as into the list, for every field", async () => {
      const all = await filters();
      expect(new Set(all.flatMap(Object.keys))).toEqual(new Set(Object.keys(FilterShape.properties)));
      let someMatch = 0;
      for (const filter of all) {
        const { total } = await workspace.comparisons({ filter, limit: 1 });
        const report = await preview({ target: "trl-preference", filter });
        const out = report.skipped.filter(({ reason }) => ["filter", "repeated", "not_a_record"].includes(reason));
        expect([filter, report.records - out.reduce((sum, { count }) => sum + count, 0)]).toEqual([filter, total]);
        if (total > 0 && total < report.records) someMatch++;
      }
      expect(someMatch).toBeGreaterThanOrEqual(10);
    });
  });
});
