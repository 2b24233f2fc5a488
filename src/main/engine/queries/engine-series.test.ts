import { expect, it } from "vitest";
import { valueBetween } from "../statistics/percentile-ranks.ts";
import { latencyBinSql } from "../store/latency-bin.ts";
import { testDatabase } from "../testing/test-database.ts";
import { ranksAround } from "./engine-intervals.ts";
import { engineSeries } from "./engine-series.ts";

it("bands of so many values that they are counted have the values that sorting finds", async () => {
  await using test = await testDatabase();
  const n = 210_000;
  const latency = "(i * 7919 % 4001) / 3.0 + (i % 3) * 100";
  await test.db.write((run) =>
    run(
      `INSERT INTO executions (off, len, h0, h1, h2, engine_id, ts, success, latency_ms, latency_bin)
       SELECT i, 9, 0, 0, 0, ['a', 'it''s', 'b,;c'][1 + i % 3], i // 20000 * 60, true, ${latency}, ${latencyBinSql(latency)} FROM range(${n}) r(i)`,
    ),
  );
  const input = { successfulOnly: false, percentiles: [50, 99], maxBuckets: 20 };
  const [bare, sure] = [await engineSeries(test.db, input), await engineSeries(test.db, { ...input, intervals: true })];
  expect(sure.series.map(({ engineId }) => engineId).sort()).toEqual(["a", "b,;c", "it's"]);
  const withoutIntervals = sure.series.map(({ engineId, points }) => ({
    engineId,
    points: points.map(({ startS, n: ofPoint, percentiles }) => ({ startS, n: ofPoint, percentiles })),
  }));
  expect(withoutIntervals).toEqual(bare.series);
  for (const { engineId, points } of sure.series)
    for (const point of points.slice(0, 2)) {
      const rows = await test.db.all<{ ms: number }>("SELECT latency_ms AS ms FROM executions WHERE engine_id = ? AND ts = ? ORDER BY ms", [
        engineId,
        point.startS,
      ]);
      const ends = [50, 99].map((percentile) => {
        const { low, high } = ranksAround(percentile, rows.length);
        const at = (rank: number) => rows[rank]?.ms ?? Number.NaN;
        return { low: low === null ? null : valueBetween(low, at), high: high === null ? null : valueBetween(high, at) };
      });
      expect(point.intervals).toEqual(ends);
    }
});
