import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { byCounting, bySelecting, exactPercentiles } from "./percentiles.ts";
import { countRanks, type Latencies, listByEngine, sortRanks } from "./ranked-values.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await test.db.write((run) => run("CREATE TABLE t (engine_id VARCHAR, latency DOUBLE)"));
});
afterAll(() => test[Symbol.asyncDispose]());

const sql = "SELECT engine_id, latency FROM t";

/** Fills the table anew and answers what is in it. */
async function filled(insert: string): Promise<Latencies> {
  await test.db.write(async (run) => {
    await run("DELETE FROM t");
    await run(`INSERT INTO t ${insert}`);
  });
  const facts = await test.db.get<Pick<Latencies, "n" | "engines" | "min" | "max">>(
    "SELECT count(*) AS n, count(DISTINCT engine_id) AS engines, min(latency) AS min, max(latency) AS max FROM t",
  );
  return { sql, values: [], ...(facts as NonNullable<typeof facts>) };
}

const both = (latencies: Latencies, percentiles: readonly number[], counters: number) =>
  test.db.snapshot(async (read) => ({
    counting: await byCounting(read, latencies, percentiles, counters),
    selecting: await bySelecting(read, latencies, percentiles),
  }));

const latency = fc.oneof(
  fc.constantFrom(0, 1, 2, 0.1, 1e10, -3),
  fc.integer({ min: 0, max: 30 }),
  fc.double({ min: 0, max: 1e10, noNaN: true }),
  fc.double({ min: 40, max: 40.001, noNaN: true }),
);
const rows = fc.array(fc.tuple(fc.constantFrom("a", "b", "it's", "__proto__"), latency), { minLength: 1, maxLength: 60 });
const percentiles = fc.array(fc.constantFrom(0, 0.1, 33.3, 50, 95, 99, 99.9, 100), { minLength: 1, maxLength: 5 });

it("counting and selecting agree to the last bit, for each engine and overall", async () => {
  await fc.assert(
    fc.asyncProperty(rows, percentiles, fc.constantFrom(1, 2, 7, 2048), async (values, wanted, counters) => {
      const list = values.map(([engine, value]) => `('${engine.replaceAll("'", "''")}', ${value.toExponential()})`);
      const { counting, selecting } = await both(await filled(`VALUES ${list.join(", ")}`), wanted, counters);
      expect(counting).not.toBeNull();
      expect(new Map([...(counting ?? [])].sort())).toEqual(new Map([...selecting].sort()));
    }),
    { numRuns: 60 },
  );
});

it("counting and sorting give the same values, of the ranks of each engine and of all", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(1, 7, 2048), async (values, counters) => {
      const list = values.map(([engine, value]) => `('${engine.replaceAll("'", "''")}', ${value.toExponential()})`);
      const latencies = await filled(`VALUES ${list.join(", ")}`);
      const of = (engine: string | null) =>
        values.flatMap(([name, value]) => (engine === null || name === engine ? [value] : [])).sort((a, b) => a - b);
      const engines = [null, ...new Set(values.map(([engine]) => engine))];
      const ranks = new Map(engines.map((engine) => [engine, of(engine).flatMap((_, rank) => (rank % 3 === 0 ? [rank] : []))]));
      const [counted, sorted] = await test.db.snapshot(async (read) => [
        await countRanks(read, latencies, listByEngine(ranks), counters),
        await sortRanks(read, latencies, ranks),
      ]);
      for (const found of [counted, sorted])
        for (const [engine, some] of ranks)
          expect(some.map((rank) => found?.get(engine)?.at(rank))).toEqual(some.map((rank) => of(engine)[rank]));
    }),
    { numRuns: 40 },
  );
});

it("uses more counters, and finally selects, when too many values share a few", async () => {
  // All but one within a millionth of each other: the counters between are empty.
  const close =
    "SELECT CASE i % 2 WHEN 0 THEN 'even' ELSE 'odd' END, CASE i WHEN 0 THEN 1e10 ELSE 40 + i / 1e12 END FROM range(300000) AS r(i)";
  const latencies = await filled(close);
  const { counting, selecting } = await both(latencies, [50], 2048);
  expect(counting).toBeNull();
  expect(await test.db.snapshot((read) => exactPercentiles(read, latencies, [50]))).toEqual(selecting);
  // Spread over what 2 048 counters cannot tell apart and 65 536 can.
  const spread = await filled("SELECT 'e', CASE i WHEN 0 THEN 1e10 ELSE 40 + i / 1e4 END FROM range(300000) AS r(i)");
  const fine = await both(spread, [50, 99], 65_536);
  expect((await both(spread, [50, 99], 2048)).counting).toBeNull();
  expect(fine.counting).toEqual(fine.selecting);
  expect(await test.db.snapshot((read) => exactPercentiles(read, spread, [50, 99]))).toEqual(fine.selecting);
});

it("a snapshot does not see later writes", async () => {
  await filled("VALUES ('a', 1)");
  const count = "SELECT count(*) AS n FROM t";
  const seen = await test.db.snapshot(async (read) => {
    const before = await read(count);
    await test.db.write((run) => run("INSERT INTO t VALUES ('a', 2)"));
    return [before, await read(count)];
  });
  expect(seen).toEqual([[{ n: 1 }], [{ n: 1 }]]);
  expect(await test.db.get(count)).toEqual({ n: 2 });
});

it("a cancelled snapshot stops at its next query", async () => {
  const stop = new AbortController();
  const given = test.db.snapshot(async (read) => {
    await read("SELECT 1");
    stop.abort();
    return read("SELECT 2");
  }, stop.signal);
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  expect(await test.db.get("SELECT 3 AS n")).toEqual({ n: 3 });
});
