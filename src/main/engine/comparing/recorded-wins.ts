import type { Signal } from "../../../contract/index.ts";
import { judgedSql } from "../judging/recorded.ts";
import type { Database } from "../store/duckdb.ts";
import { type CountedOutcomes, OutcomeTally, toOutcome } from "./outcome.ts";

/** Kinds of comparisons read at most, the most frequent ones: a million comparisons of ten engines each may all differ. */
const maxKinds = 50_000;

/**
 * SQL of every recorded verdict, as `readRecorded` (judging/recorded.ts) reads it: `engines` by position, the winner's place `best`, and `what` it says.
 * @param judged a table as `judgedSql` makes it.
 */
export const recordedVerdictsSql = (judged: string) => `
  SELECT off, engines, best, CASE WHEN score = 0 THEN 'tie' WHEN len(list_filter(engines, lambda x: x IS NOT DISTINCT FROM engines[best + 1])) > 1 THEN 'ambiguous'
    WHEN len(list_filter(qualities, lambda q: q = coalesce(qualities[best + 1], score))) > CASE WHEN qualities[best + 1] IS NULL THEN 0 ELSE 1 END THEN 'tie'
    ELSE 'won' END AS what
  FROM (SELECT j.off, any_value(j.best) AS best, any_value(j.score) AS score, list(k.engine_id ORDER BY k.position) AS engines,
      list(k.quality ORDER BY k.position) AS qualities
    FROM ${judged} j JOIN candidates k ON k.off = j.off GROUP BY j.off)`;

/** What recorded winners say, counted in the database. @throws AssayError cancelled; of the index. */
export async function countRecorded(db: Database, signal?: Signal): Promise<CountedOutcomes> {
  const rows = await db.all<{ what: string; winner: string | null; engines: (string | null)[]; n: number; kinds: number }>(
    `WITH judged AS MATERIALIZED (${judgedSql}), kinds AS (
       SELECT what, CASE WHEN what = 'won' THEN engines[best + 1] END AS winner, list_sort(engines) AS engines, count(*) AS n
       FROM (${recordedVerdictsSql("judged")}) GROUP BY ALL)
     SELECT *, (SELECT sum(n) FROM kinds)::BIGINT AS kinds FROM kinds ORDER BY n DESC, engines, winner LIMIT ${maxKinds}`,
    [],
    signal,
  );
  const tally = new OutcomeTally();
  let ambiguous = 0;
  let read = 0;
  for (const { what, winner, engines, n } of rows) {
    read += n;
    const best = engines.indexOf(winner);
    const worse = engines.flatMap((_, position) => (position === best ? [] : [position]));
    if (what === "ambiguous") ambiguous += n;
    else {
      const outcome = toOutcome(what === "tie" ? "tie" : { best: [best], worse }, engines);
      if (outcome !== null) tally.add(outcome, n);
    }
  }
  return { outcomes: tally.list(), ambiguous, leftOut: (rows[0]?.kinds ?? 0) - read };
}
