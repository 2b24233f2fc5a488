import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { latencyBinSql } from "../store/latency-bin.ts";
import { type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { byCounting, bySelecting, exactPercentiles } from "./percentiles.ts";
import { chooseShift, countRanks, type Latencies, listByEngine, sortRanks } from "./ranked-values.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await test.db.write((run) => run("CREATE TABLE t (engine_id VARCHAR, latency DOUBLE)"));
});
afterAll(() => test[Symbol.asyncDispose]());

const sql = `SELECT engine_id, latency, ${latencyBinSql("latency")} AS bin FROM t`;

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

const both = (latencies: Latencies, percentiles: readonly number[], shift: number) =>
  test.db.snapshot(async (read) => ({
    counting: await byCounting(read, latencies, percentiles, shift),
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
    fc.asyncProperty(rows, percentiles, fc.constantFrom(0, 1, 6, 16), async (values, wanted, shift) => {
      const list = values.map(([engine, value]) => `('${engine.replaceAll("'", "''")}', ${value.toExponential()})`);
      const { counting, selecting } = await both(await filled(`VALUES ${list.join(", ")}`), wanted, shift);
      expect(counting).not.toBeNull();
      expect(new Map([...(counting ?? [])].sort())).toEqual(new Map([...selecting].sort()));
    }),
    { numRuns: 60 },
  );
});

it("counting and sorting give the same values, of the ranks of each engine and of all", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(0, 5, 16), async (values, shift) => {
      const list = values.map(([engine, value]) => `('${engine.replaceAll("'", "''")}', ${value.toExponential()})`);
      const latencies = await filled(`VALUES ${list.join(", ")}`);
      const of = (engine: string | null) =>
        values.flatMap(([name, value]) => (engine === null || name === engine ? [value] : [])).sort((a, b) => a - b);
      const engines = [null, ...new Set(values.map(([engine]) => engine))];
      const ranks = new Map(engines.map((engine) => [engine, of(engine).flatMap((_, rank) => (rank % 3 === 0 ? [rank] : []))]));
      const [counted, sorted] = await test.db.snapshot(async (read) => [
        await countRanks(read, latencies, listByEngine(ranks), shift),
        await sortRanks(read, latencies, ranks),
      ]);
      for (const found of [counted, sorted])
        for (const [engine, some] of ranks)
          expect(some.map((rank) => found?.get(engine)?.at(rank))).toEqual(some.map((rank) => of(engine)[rank]));
    }),
    { numRuns: 40 },
  );
});

it("selects when most values share a few bins, and counts when they are spread", async () => {
  // All but one within a millionth of each other: nearly all are in one bin.
  const close =
    "SELECT CASE i % 2 WHEN 0 THEN 'even' ELSE 'odd' END, CASE i WHEN 0 THEN 1e10 ELSE 40 + i / 1e12 END FROM range(300000) AS r(i)";
  const latencies = await filled(close);
  const { counting, selecting } = await both(latencies, [50], 0);
  expect(counting).toBeNull();
  expect(await test.db.snapshot((read) => exactPercentiles(read, latencies, [50]))).toEqual(selecting);
  const spread = await filled("SELECT 'e' || i % 3, 40 + i / 1e2 FROM range(300000) AS r(i)");
  const fine = await both(spread, [0, 50, 99, 100], chooseShift(spread) ?? 0);
  expect(chooseShift(spread)).not.toBeNull();
  expect(fine.counting).not.toBeNull();
  expect(await test.db.snapshot((read) => exactPercentiles(read, spread, [0, 50, 99, 100]))).toEqual(fine.selecting);
  expect(fine.counting).toEqual(fine.selecting);
});

it("bins never fall while latencies rise, to the last ulp", async () => {
  const edges = [1, 1024, 3000, 5733, 65_534, 65_535].flatMap((bin) => {
    const edge = (bin / 1024) ** 4;
    return [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((ulps) => edge * (1 + ulps * Number.EPSILON));
  });
  const list = [...edges, -1, 0, 5e-324, 1e300, Number.MAX_VALUE].map((ms) => `(${ms.toExponential()}::DOUBLE)`).join(", ");
  const rows = await test.db.all<{ bin: number }>(`SELECT ${latencyBinSql("ms")} AS bin FROM (VALUES ${list}) v(ms) ORDER BY ms`);
  const bins = rows.map(({ bin }) => bin);
  expect(bins).toEqual(bins.toSorted((a, b) => a - b));
  expect([bins[0], bins.at(-1), new Set(bins).size > 6]).toEqual([0, 65_535, true]);
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
