import { expect, it } from "vitest";
import { runs } from "../testing/compared-runs.ts";
import { insertExecutions, testDatabase } from "../testing/test-database.ts";
import { readManyRanks } from "./latency-ranks.ts";

it("many ranks are the same by sorting all values, and by sorting the counters of a histogram", async () => {
  await using test = await testDatabase();
  await insertExecutions(
    test.db,
    runs().map(({ engine, ts, success, latency }) => ({ engine_id: engine, ts, success, latency_ms: latency })),
  );
  const sql = "SELECT engine_id, latency_ms AS latency FROM executions WHERE latency_ms IS NOT NULL";
  const some = { sql, values: [], engines: 4, min: 1, max: 10_000 };
  const ranks = new Map([
    ["fast", [0, 1, 5, 100, 300, 460]],
    ["slow", [7, 7, 459]],
  ]);
  const byCounting = await readManyRanks((...asked) => test.db.all(...asked), { ...some, n: 1e9 }, ranks);
  const bySorting = await readManyRanks((...asked) => test.db.all(...asked), { ...some, n: 1 }, ranks);
  expect(byCounting).toEqual(bySorting);
  expect([byCounting.get("fast")?.size, byCounting.get("slow")?.size]).toEqual([6, 2]);
});
