import type { Failures, Input, Signal } from "../../../contract/index.ts";
import { inScope } from "../queries/scope.ts";
import { chooseWidth } from "../queries/time-buckets.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Database } from "../store/duckdb.ts";
import { narrowestS } from "../store/time-widths.ts";

const maxStatuses = 100;
const maxEngines = 50;
const enginesOfStatus = 3;
const standardBuckets = 24;

interface StatusRow {
  status: string | null;
  n: number;
  first: number | null;
  last: number | null;
  engines: number;
  statuses: number;
}

/** Which executions fail: by status, by engine and over time. One snapshot. @throws AssayError cancelled; of the index. */
export function failures(db: Database, input: Input<"engines.failures">, signal?: Signal): Promise<Failures> {
  const { engine, maxBuckets = standardBuckets, ...range } = input;
  const where = inScope({ ...range, successfulOnly: false, ...(engine === undefined ? {} : { engines: [engine] }) });
  const failed = where.copy().and("NOT success");
  return db.snapshot(async (read) => {
    const engines = await read<{ engine_id: string; n: number; bad: number }>(
      `SELECT engine_id, count(*) AS n, count(*) FILTER (NOT success) AS bad FROM executions ${where.sql} GROUP BY 1 ORDER BY bad DESC, engine_id`,
      where.values,
    );
    const statuses = await read<StatusRow>(
      `SELECT status, count(*) AS n, min(ts) FILTER (ts >= 0) AS first, max(ts) FILTER (ts >= 0) AS last, count(DISTINCT engine_id) AS engines,
         count(*) OVER () AS statuses
       FROM executions ${failed.sql} GROUP BY status ORDER BY n DESC, status NULLS LAST LIMIT ${maxStatuses}`,
      failed.values,
    );
    const most = await read<{ status: string | null; engine_id: string; n: number }>(
      `SELECT status, engine_id, count(*) AS n FROM executions ${failed.sql} GROUP BY status, engine_id
       QUALIFY row_number() OVER (PARTITION BY status ORDER BY count(*) DESC, engine_id) <= ${enginesOfStatus} ORDER BY n DESC, engine_id`,
      failed.values,
    );
    const timed = where.copy().and("ts >= 0");
    const width = (await chooseWidth(read, timed, maxBuckets)) ?? narrowestS;
    const buckets = await read<{ start_s: number; n: number; good: number }>(
      `SELECT (ts // ${width}) * ${width} AS start_s, count(*) AS n, count(*) FILTER (success) AS good
       FROM executions ${timed.sql} GROUP BY ALL ORDER BY start_s`,
      timed.values,
    );
    const count = engines.reduce((sum, { n }) => sum + n, 0);
    const failing = engines.filter(({ bad }) => bad > 0);
    return {
      ...range,
      ...(engine === undefined ? {} : { engine }),
      count,
      failed: wilson(
        failing.reduce((sum, { bad }) => sum + bad, 0),
        count,
      ),
      statuses: statuses.map(({ status, n, first, last, engines: engineCount }) => ({
        status,
        n,
        firstS: first,
        lastS: last,
        engines: most.filter((one) => one.status === status).map(({ engine_id, n: ofEngine }) => ({ engineId: engine_id, n: ofEngine })),
        engineCount,
      })),
      statusCount: statuses[0]?.statuses ?? 0,
      engines: failing
        .slice(0, maxEngines)
        .map(({ engine_id, n, bad }) => ({ engineId: engine_id, failed: wilson(bad, n), failures: bad })),
      engineCount: failing.length,
      bucketSeconds: width,
      buckets: buckets.map(({ start_s, n, good }) => ({ startS: start_s, failures: n - good, success: wilson(good, n) })),
    };
  }, signal);
}
