import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../store/duckdb.ts";
import { keepSums, readParts } from "../store/kept-sums.ts";
import { moveAll } from "../store/replaced-rows.ts";
import { type ExecutionValues, insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { engineChange } from "./engine-change.ts";
import { engineIntervals } from "./engine-intervals.ts";
import { engineNames } from "./engine-names.ts";
import { engineSeries } from "./engine-series.ts";
import { engineTable } from "./engine-table.ts";
import { findKept } from "./kept-scope.ts";
import { summarizeStats } from "./stats-summary.ts";

/** Executions, some of them lines kept although invalid: without a time, an engine or an outcome. */
const rows = (from: number, to: number): ExecutionValues[] =>
  Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    return {
      off: i * 1000,
      engine_id: i % 101 === 0 ? null : ["b", "a", "it's", "ä"][(i + (i % 7)) % 4],
      ts: i % 97 === 0 ? null : i % 89 === 0 ? -i : 1_000_000 + (i >> 3) + ((i * 7919) % 40),
      success: i % 103 === 0 ? null : i % 5 > 0,
      latency_ms: i % 17 === 0 ? null : Math.round(100 * Math.exp(((i * 7919) % 1000) / 90)) / 100,
      quality: i % 3 === 0 ? null : (i % 10) / 10,
      cache_hit: i % 11 === 0 ? true : null,
      cost_usd: i % 13 === 0 ? 0.01 : null,
    };
  });

const n = 4000;
/** The same rows: in one, two parts of them are summed, and the last ones are in none. */
let summed: TestDatabase;
let plain: TestDatabase;
beforeAll(async () => {
  [summed, plain] = [await testDatabase(), await testDatabase()];
  await insertExecutions(plain.db, rows(0, n));
  for (const [from, to] of [
    [0, 2000],
    [2000, 3600],
  ] as const) {
    await insertExecutions(summed.db, rows(from, to));
    expect(await keepSums(summed.db, { atLeast: 100, perCell: 15 })).toBe(true);
  }
  await insertExecutions(summed.db, rows(3600, n));
});
afterAll(async () => {
  await summed[Symbol.asyncDispose]();
  await plain[Symbol.asyncDispose]();
});

const from = fc.option(fc.integer({ min: 999_990, max: 1_000_300 }), { nil: undefined });
const to = fc.option(fc.integer({ min: 1_000_200, max: 1_000_560 }), { nil: undefined });
const engines = fc.constantFrom<string[] | undefined>(undefined, ["a"], ["b", "it's"], ["none"]);

it("what is answered from kept sums is what all rows answer, to the last bit", async () => {
  let used = 0;
  await fc.assert(
    fc.asyncProperty(
      from,
      to,
      engines,
      fc.constantFrom<number[]>([50, 95, 99], [99]),
      fc.boolean(),
      async (a, b, some, percentiles, wide) => {
        const scope = {
          successfulOnly: false,
          ...(a === undefined ? {} : { fromS: a }),
          ...(b === undefined ? {} : { toS: b }),
          ...(some === undefined ? {} : { engines: some }),
        };
        used += (await summed.db.snapshot((read) => findKept(read, scope))) === null ? 0 : 1;
        const ask = (db: Database) =>
          Promise.all([
            engineTable(db, { ...scope, percentiles }),
            engineSeries(db, { ...scope, percentiles, maxBuckets: wide ? 3 : 50, intervals: wide }),
            engineIntervals(db, { ...scope, percentiles }),
          ]);
        expect(await ask(summed.db)).toEqual(await ask(plain.db));
      },
    ),
    { numRuns: 16, examples: [[undefined, undefined, undefined, [50, 95, 99], true]] },
  );
  expect(used).toBeGreaterThan(8);
  const ask = (db: Database) =>
    Promise.all([engineNames(db), engineChange(db, { successfulOnly: false, fromS: 1_000_250, toS: 1_000_450, percentile: 95 })]);
  expect(await ask(summed.db)).toEqual(await ask(plain.db));
});

it("sums are of the latencies that count, and of the rows that are there", async () => {
  const find = (successfulOnly: boolean, includeCached?: boolean) =>
    summed.db.snapshot((read) => findKept(read, { successfulOnly, ...(includeCached === undefined ? {} : { includeCached }) }));
  expect(await find(false)).not.toBeNull();
  expect(await find(true)).toBeNull();
  expect(await find(false, true)).toBeNull();
  const summarize = (includeCached: boolean) =>
    summed.db.snapshot((read) => summarizeStats(read, { successfulOnly: false, includeCached }));
  expect(await summarize(false)).toBeNull();
  expect(await summarize(true)).toMatchObject({ rows: n });
  // Few new rows are no part of their own.
  expect(await keepSums(summed.db, { atLeast: 401, perCell: 15 })).toBe(false);
  await summed.db.write((run) => run("DELETE FROM executions WHERE off = 7000"));
  expect(await find(false)).toBeNull();
  expect(await keepSums(summed.db, { atLeast: 100, perCell: 15 })).toBe(true);
  expect((await summed.db.snapshot(readParts))?.parts).toMatchObject([{ part: 0, from_off: 0, rows: n - 1 }]);
  await summed.db.write(async (run) => {
    for (const statement of moveAll()) await run(...statement);
  });
  expect(await find(false)).toBeNull();
});
