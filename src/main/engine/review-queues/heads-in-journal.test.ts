import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readComparisonHeads } from "../queries/comparison-rows.ts";
import { type LinePlace, readHeadsApart } from "../queries/heads-in-journal.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

/** Rows of a queue, read from lines far apart, say what the index says of them. */
let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
});
afterEach(() => workspace.remove());

const odd = [
  comparisonRecord("plain", { score: 0.9 }),
  comparisonRecord("many", { candidates: 12 }),
  { ...comparisonRecord("emoji"), query: `${"a".repeat(199)}👩‍🚀 and more`, candidates: [] },
  { ...comparisonRecord("half a pair"), query: "x\ud83d" },
  { ...comparisonRecord("long"), query: "long ".repeat(20_000) },
  {
    ...comparisonRecord("kept although invalid"),
    comparison_id: 7,
    query: null,
    candidates: [{ engine_id: 3 }, null],
    winner: { engine_id: "a" },
  },
  { query: "no candidates", candidates: "none", winner: { engine_id: "b", score: "0.9" } },
];

it("is the same either way, also of invalid and long lines", async () => {
  await workspace.compare(...odd);
  const places = await workspace.db.all<LinePlace>("SELECT off, len, key FROM comparisons ORDER BY off DESC");
  expect(places).toHaveLength(odd.length);
  const inOrder = (heads: { off: number }[]) => heads.toSorted((one, other) => one.off - other.off);
  const indexed = inOrder(
    await readComparisonHeads(
      workspace.db,
      places.map(({ off }) => off),
    ),
  );
  expect(inOrder(await readHeadsApart(workspace.db, workspace.comparisons.path, places))).toEqual(indexed);
  // Only lines that cannot be read are looked up in the index.
  await workspace.db.write((run) => run("UPDATE comparisons SET candidates = 99"));
  const counts = (await readHeadsApart(workspace.db, workspace.comparisons.path, places)).map(({ candidates }) => candidates);
  expect(counts.filter((count) => count === 99)).toHaveLength(1);
  await writeFile(workspace.comparisons.path, "");
  expect(await readHeadsApart(workspace.db, workspace.comparisons.path, places)).toHaveLength(odd.length);
  expect(await readHeadsApart(workspace.db, null, places)).toHaveLength(odd.length);
});
