import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { foldText } from "../../../contract/index.ts";
import { exportInto } from "../testing/export-into.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Words as producers write them, in one list each of executions, comparisons and samples. */
const words =
  'İstanbul istanbul ISTANBUL ıstanbul ΣΊΣΥΦΟΣ Σίσυφος Straße STRASSE straẞe Masse Maße µm μm ΜM ϐίος βίος Kelvin Kelvin Ångström Ångström über ÜBER U\u0308ber u\u0308ber café CAFE\u0301 cafe Việt Vie\u0302\u0323t Vie\u0323\u0302t 한국어 \u1112\u1161\u11ab국어 ガス カ\u3099ス ｶﾞｽ क़लम क\u093cलम ﬁne fine ǆ ǅ Ǆ ǰ J\u030c œuvre ŒUVRE ñandú n\u0303andu\u0301 Ёлка Ё е\u0308лка ёлка 𐐀𐐁 𐐨𐐩 naïve nai\u0308ve שלום مرحبا 你好 豈 豈 😀 ſo so ﬀ a\u0308\u0323 ạ\u0308 x̄ ẖ H\u0331 ΐ ΐ ᾳ Α\u0345 100% a.c "quoted" back\\slash tab\there \ud83d'.split(
    " ",
  );

/** Whole words in several forms, and their parts. */
const needles = [...new Set(words.flatMap((word) => [word, word.toUpperCase(), word.normalize("NFD"), word.slice(1, 4)]))].filter(
  (needle) => needle.trim() !== "",
);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openTemporary();
  for (const [i, word] of words.entries()) {
    await workspace.collector.collectEngineExecution({
      schema_version: 1,
      trace_id: `${i}`,
      engine_id: "e",
      timestamp: 1,
      input: "",
      output: `· ${word} ·`,
      metrics: { success: true },
    });
    await workspace.collector.collectComparisonResult({
      comparison_id: `${i}`,
      query: "",
      candidates: [{ engine_id: "e", output: `· ${word} ·` }],
    });
    await workspace.collector.collectTrainingSample({
      sample_id: `${i}`,
      created_at: 1,
      source_trace_id: "-",
      tier: "gold",
      input: "",
      output: `· ${word} ·`,
      validation: { quality_score: 0.9, validated: true },
    });
  }
  await workspace.collector.flush();
  await workspace.settled();
});
afterAll(async () => {
  await workspace.close();
  await rm(workspace.path, { recursive: true });
});

const sorted = (ids: readonly string[]) => ids.map(Number).sort((a, b) => a - b);

it("finds the same words in executions, comparisons, samples and the export, whatever the letters", async () => {
  expect(needles.length).toBeGreaterThan(150);
  const differing: unknown[] = [];
  for (const [at, text] of needles.entries()) {
    const [executions, comparisons, samples] = await Promise.all([
      workspace.queries.executions({ filter: { text }, sort: "arrival", limit: 500 }),
      workspace.comparisons({ filter: { text }, limit: 500 }),
      workspace.curation.listSamples({ filter: { text }, limit: 500 }),
    ]);
    const found = {
      executions: sorted(executions.rows.map((row) => row.traceId)),
      comparisons: sorted(comparisons.rows.map((row) => row.comparisonId)),
      samples: sorted(samples.rows.map((row) => row.sampleId)),
    };
    const expected = words.flatMap((word, i) =>
      foldText(`· ${word} ·`).includes(foldText(text)) || foldText(String(i)).includes(foldText(text)) ? i : [],
    );
    if (Object.values(found).some((ids) => JSON.stringify(ids) !== JSON.stringify(expected))) differing.push({ text, expected, found });
    if (at % 20 === 0) {
      const { made } = await exportInto(workspace, { target: "jsonl", filter: { text } });
      // An export without rows is none: the one before stays.
      const written = made === null ? "" : await readFile(join(workspace.paths.exports, "first", "train.jsonl"), "utf8");
      const lines = written.split("\n").slice(0, -1);
      expect(sorted(lines.map((line) => (JSON.parse(line) as { sample_id: string }).sample_id))).toEqual(expected);
    }
  }
  expect(differing).toEqual([]);
});

it.each([
  ["ΣΊΣΥΦΟΣ", "Σίσυφος"],
  ["istanbul", "İstanbul"],
  ["μ", "µm"],
  ["u\u0308ber", "ÜBER"],
  ["über", "u\u0308ber"],
  ["strasse", "Straße"],
])("%s finds %s in every list", async (text, word) => {
  const id = String(words.indexOf(word));
  const executions = await workspace.queries.executions({ filter: { text }, sort: "arrival", limit: 500 });
  expect(executions.rows.map((row) => row.traceId)).toContain(id);
  const comparisons = await workspace.comparisons({ filter: { text }, limit: 500 });
  expect(comparisons.rows.map((row) => row.comparisonId)).toContain(id);
  const samples = await workspace.curation.listSamples({ filter: { text }, limit: 500 });
  expect(samples.rows.map((row) => row.sampleId)).toContain(id);
});
