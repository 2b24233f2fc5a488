import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { CachedQueries } from "./cached-queries.ts";
import { engineTable } from "./engine-table.ts";
import { addStats, statsRows } from "./stats-parts.ts";
import { findBuckets, statsRowsFrom, summarizeStats } from "./stats-summary.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await insertExecutions(
    test.db,
    Array.from({ length: 1500 }, (_, i) => ({
      engine_id: ["b", "a", "it's", "ä"][i % 4],
      // Some lines kept although invalid have no time, or one before 1970.
      ts: i % 97 === 0 ? null : i % 89 === 0 ? -i : 1_000_000 + ((i * 7919) % 5000),
      success: i % 5 > 0,
      latency_ms: i % 7 === 0 ? null : (i % 300) / 3,
      quality: i % 3 === 0 ? null : (i % 10) / 10,
      cache_hit: i % 11 === 0 ? true : null,
    })),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

const time = fc.option(fc.integer({ min: 999_900, max: 1_005_100 }), { nil: undefined });

it("a range answered from whole buckets and the rows around them is the range answered from all rows", async () => {
  const flags = [false, true].flatMap((successfulOnly) => [false, true].map((includeCached) => ({ successfulOnly, includeCached })));
  const summaries = await test.db.snapshot(async (read) => {
    const made = [];
    for (const one of flags) made.push(await summarizeStats(read, one));
    return made;
  });
  let used = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(3),
      time,
      time,
      fc.constantFrom<string[] | undefined>(undefined, [], ["a"], ["b", "it's"]),
      async (which, fromS, toS, engines) => {
        const [flag, summary] = [flags[which], summaries[which]];
        if (flag === undefined || summary === null || summary === undefined) throw new Error("no summary");
        const scope = {
          ...flag,
          ...(fromS === undefined ? {} : { fromS }),
          ...(toS === undefined ? {} : { toS }),
          ...(engines === undefined ? {} : { engines }),
        };
        const found = findBuckets(summary, scope, 1500);
        if (found === null) return;
        used += 1;
        const [fast, slow] = await test.db.snapshot(async (read) => [
          await statsRowsFrom(read, scope, found),
          await statsRows(read, scope),
        ]);
        expect(fast).toEqual(slow);
      },
    ),
    { numRuns: 80 },
  );
  expect(used).toBeGreaterThan(20);
});

it("is not used for other rows or other latencies, and without a whole bucket in the range", async () => {
  const summary = await test.db.snapshot((read) => summarizeStats(read, { successfulOnly: false, includeCached: false }));
  if (summary === null) throw new Error("no summary");
  const scope = { successfulOnly: false };
  expect(findBuckets(summary, scope, 1500)).not.toBeNull();
  expect(findBuckets(summary, scope, 1501)).toBeNull();
  expect(findBuckets(summary, { successfulOnly: true }, 1500)).toBeNull();
  expect(findBuckets(summary, { ...scope, includeCached: true }, 1500)).toBeNull();
  expect(findBuckets(summary, { ...scope, fromS: 1_000_001, toS: 1_000_002 }, 1500)).toBeNull();
});

it("sums have more digits than a number while they are added up", () => {
  const part = { engine_id: "a", count: 1, success_count: 1, n: 1, min: 1, max: 1, quality_n: 0, quality_sum: null };
  const big = 2n ** 60n;
  const [overall] = addStats([
    { ...part, sum: String(big) },
    { ...part, sum: "1" },
    { ...part, sum: String(-big) },
  ]);
  expect(overall).toMatchObject({ engine_id: null, count: 3, sum: 1, quality_sum: null });
});

it("what an answer told is forgotten when the executions change", async () => {
  const queries = new CachedQueries({ db: test.db } as ConstructorParameters<typeof CachedQueries>[0]);
  const input = { successfulOnly: false, percentiles: [50] };
  expect(await queries.table(input)).toEqual(await engineTable(test.db, input));
  const range = { ...input, fromS: 1_001_000, toS: 1_003_000 };
  expect(await queries.table(range)).toEqual(await engineTable(test.db, range));
  await insertExecutions(test.db, [
    { engine_id: "new", off: 9e6, ts: 2_000_000, success: true, latency_ms: 5, input_tokens: 7, cost_usd: 0.5 },
  ]);
  queries.changed("executions");
  const later = { ...input, fromS: 1_999_999, toS: 2_000_001 };
  const table = await queries.table(later);
  expect(table).toEqual(await engineTable(test.db, later));
  expect([table.dataRange?.toS, table.overall.usage.costUsd]).toEqual([2_000_000, { n: 1, sum: 0.5 }]);
});
