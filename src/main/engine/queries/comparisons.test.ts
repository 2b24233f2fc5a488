import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ComparisonFilter, ComparisonPage, Input } from "../../../contract/index.ts";
import { insertCandidates, insertComparisons, insertReviews, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { comparisonFacets } from "./comparison-facets.ts";
import { comparisonPlaces, keepPlaces } from "./comparison-places.ts";
import { listComparisons } from "./comparisons.ts";
import { noDecisionKeys } from "./decision-keys.ts";

let test: TestDatabase;
const key = (n: number) => n.toString(16).padStart(24, "0");
const far = 3_000_000_000;

beforeEach(async () => {
  test = await testDatabase();
  await insertComparisons(test.db, [
    {
      off: 0,
      key: key(1),
      comparison_id: "c-1",
      query: "Translate THIS",
      candidates: 2,
      winner_engine: "b",
      winner_score: 0.9,
      winner_position: 1,
    },
    { off: 10, key: key(2), comparison_id: "c-2", query: "q".repeat(300), candidates: 10 },
    // The same line again: stored twice, one key.
    {
      off: 20,
      key: key(1),
      comparison_id: "c-1",
      query: "Translate THIS",
      candidates: 2,
      winner_engine: "b",
      winner_score: 0.9,
      winner_position: 1,
    },
    {
      off: far,
      key: key(3),
      comparison_id: "C-3",
      query: "",
      candidates: 1,
      winner_engine: "a",
      winner_score: 0.5,
      winner_position: 0,
      source_file: "a.jsonl",
    },
  ]);
  const pair = (off: number) => [
    { off, position: 1, engine_id: "b", output: "zwei" },
    { off, position: 0, engine_id: "a", output: "EINS" },
  ];
  await insertCandidates(test.db, [
    ...pair(0).map((one) => ({ ...one, quality: one.position === 1 ? 0.9 : 0.5 })),
    ...Array.from({ length: 10 }, (_, position) => ({ off: 10, position, engine_id: `e${position}`, output: "" })),
    ...pair(20),
    { off: far, position: 0, engine_id: "a", output: "drei" },
  ]);
  await insertReviews(test.db, [
    { key: key(1), reviewed: true, outcome: "winner", tiers: "silver,gold" },
    { key: key(2), reviewed: false, outcome: null, tiers: "", flagged: true, tags: "\u001fodd\u001f" },
    { key: key(3), reviewed: false, outcome: null, tiers: "gold", noted: true },
  ]);
});
afterEach(() => test[Symbol.asyncDispose]());

const keys = { ...noDecisionKeys, judged: async () => ({ agreed: [key(3)], differed: [key(1)] }) };

async function offsets(filter: ComparisonFilter, limit: number, order?: Input<"comparisons.list">["order"]): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const asked = { filter, limit, ...(order === undefined ? {} : { order }), ...(cursor === undefined ? {} : { cursor }) };
    const page: ComparisonPage = await listComparisons(test, asked, undefined, undefined, null, keys);
    found.push(...page.rows.map(({ comparisonId }) => comparisonId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

describe("listComparisons", () => {
  it.each([
    ["recorded", ["c-1", "c-2", "c-1", "C-3"]],
    ["prompt", ["c-1", "c-1", "c-2", "C-3"]],
    ["margin", ["c-1", "c-2", "c-1", "C-3"]],
  ] as const)("lists in the order %s, whatever the page", async (order, expected) => {
    for (const limit of [1, 2, 5]) expect(await offsets({}, limit, order)).toEqual(expected);
  });

  it("goes on after the last row of a page, also once that row has left the list", async () => {
    const { nextCursor } = await listComparisons(test, { filter: {}, order: "prompt", limit: 1 });
    const next = { order: "prompt", limit: 1, cursor: nextCursor ?? "" } as const;
    expect((await listComparisons(test, { filter: { hasWinner: false }, ...next })).rows).toMatchObject([{ comparisonId: "c-2" }]);
    expect((await listComparisons(test, { filter: {}, ...next })).rows).toMatchObject([{ comparisonId: "c-1" }]);
    await expect(listComparisons(test, { filter: {}, limit: 1, cursor: nextCursor ?? "" })).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });

  it("names source files and tags that can be asked for", async () => {
    expect(await comparisonFacets(test.db)).toEqual({ sourceFiles: ["a.jsonl"], tags: ["odd"] });
  });

  it.each<[ComparisonFilter, string[]]>([
    [{}, ["c-1", "c-2", "c-1", "C-3"]],
    [{ engines: ["e9", "b"] }, ["c-1", "c-2", "c-1"]],
    [{ engines: ["nobody"] }, []],
    [{ hasWinner: true }, ["c-1", "c-1", "C-3"]],
    [{ hasWinner: false }, ["c-2"]],
    [{ minScore: 0.9 }, ["c-1", "c-1"]],
    [{ maxScore: 0.5 }, ["C-3"]],
    [{ reviewed: true }, ["c-1", "c-1"]],
    [{ reviewed: false }, ["c-2", "C-3"]],
    [{ text: "%" }, []],
    [{ flagged: true }, ["c-2"]],
    [{ flagged: false }, ["c-1", "c-1", "C-3"]],
    [{ noted: true }, ["C-3"]],
    [{ disagrees: true }, ["c-1", "c-1"]],
    [{ disagrees: false }, ["C-3"]],
    [{ pair: ["a", "b"] }, ["c-1", "c-1"]],
    [{ pair: ["a", "e1"] }, []],
    [{ minMargin: 0.3 }, ["c-1"]],
    [{ maxMargin: 0.3 }, []],
    [{ tag: "odd" }, ["c-2"]],
    [{ tag: "od" }, []],
    [{ sourceFile: "a.jsonl" }, ["C-3"]],
  ])("filters %j", async (filter, expected) => {
    for (const limit of [1, 2, 5]) expect(await offsets(filter, limit)).toEqual(expected);
    expect((await listComparisons(test, { filter, limit: 1 }, undefined, undefined, null, keys)).total).toBe(expected.length);
  });

  it("returns heads, engines by position, and decisions", async () => {
    const page = await listComparisons(test, { filter: {}, limit: 10 });
    expect(page).toMatchObject({ total: 4, grandTotal: 4, reviewedTotal: 1, nextCursor: null });
    expect(page.rows[0]).toEqual({
      key: key(1),
      comparisonId: "c-1",
      queryHead: "Translate THIS",
      candidates: 2,
      engines: ["a", "b"],
      winner: { engineId: "b", score: 0.9 },
      reviewed: true,
      tiers: ["gold", "silver"],
      outcome: "winner",
      ranked: false,
      flagged: false,
      done: false,
    });
    expect(page.rows[1]).toMatchObject({ candidates: 10, winner: null, reviewed: false, tiers: [], outcome: null });
    expect(page.rows[1]?.engines).toEqual(["e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7"]);
    expect(page.rows[1]?.queryHead).toHaveLength(200);
    expect(page.rows[3]).toMatchObject({ reviewed: false, tiers: ["gold"] });
  });

  it("refuses an invalid cursor", async () => {
    await expect(listComparisons(test, { filter: {}, limit: 1, cursor: "eyJ9" })).rejects.toMatchObject({ code: "invalid_argument" });
  });
});

it("comparisonPlaces finds the first line of each key", async () => {
  const places = await comparisonPlaces(test.db, [key(3), key(9), key(1), key(1), "no key"]);
  expect(Object.fromEntries(places)).toEqual({
    [key(1)]: { off: 0, len: 999, comparisonId: "c-1" },
    [key(3)]: { off: far, len: 999, comparisonId: "C-3" },
  });
  expect(await comparisonPlaces(test.db, [])).toEqual(new Map());
});

it("comparisonPlaces knows what was listed until rows have changed", async () => {
  keepPlaces(test.db);
  const asked = vi.spyOn(test.db, "all");
  const counted = async (key: string) => {
    const before = asked.mock.calls.length;
    return { place: (await comparisonPlaces(test.db, [key])).get(key), questions: asked.mock.calls.length - before };
  };
  await listComparisons({ db: test.db, comparisonSearch: null }, { filter: {}, limit: 10 });
  expect(await counted(key(3))).toEqual({ place: { off: far, len: 999, comparisonId: "C-3" }, questions: 0 });
  await test.db.write((run) => run("DELETE FROM comparisons WHERE key = ?", [key(3)]));
  keepPlaces(test.db);
  expect(await counted(key(3))).toEqual({ place: undefined, questions: 1 });
  // Found by the same question, which is of the first word of the hash.
  expect(await counted(key(1))).toMatchObject({ questions: 0 });
});
