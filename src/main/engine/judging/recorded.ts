import { type BiasMeasure, type BiasMeter, biasMeasures, type LeftOutReason, type Signal } from "../../../contract/index.ts";
import type { Verdict } from "../curation/state/verdict.ts";
import type { Database } from "../store/duckdb.ts";
import { type AnswerRow, answersSql, compareLengthSql } from "./answers.ts";
import { MeterTally } from "./meter.ts";

/** What the index knows of a recorded winner. */
export interface RecordedWinner {
  winner_position: number | null;
  winner_score: number | null;
}

/**
 * What a recorded winner says. As exports read it: won by 0 is a tie, and so is a winner whose score another answer has too. Where the winner's
 * engine answered more than once, nobody knows which answer won: taking the first would look like a bias to the left.
 * @param answers by position.
 */
export function readRecorded(
  { winner_position: best, winner_score: score }: RecordedWinner,
  answers: readonly AnswerRow[],
): Verdict | "ambiguous" {
  const winner = best === null ? undefined : answers[best];
  const others = answers.filter((answer) => answer !== winner);
  if (winner === undefined || others.length === 0) return "none";
  if (score === 0) return "tie";
  if (others.some(({ engine_id }) => engine_id === winner.engine_id)) return "ambiguous";
  const worth = winner.quality ?? score;
  if (worth !== null && others.some(({ quality }) => quality === worth)) return "tie";
  return { best: [winner.position], worse: others.map(({ position }) => position) };
}

interface GroupRow {
  what: BiasMeasure | LeftOutReason | "preferred";
  up: number;
  down: number;
  no_text: number;
  too_long: number;
  n: number;
}

/** Comparisons with a recorded winner; a line stored twice counts once. */
export const judgedSql = `
  SELECT min(off) AS off, min(winner_position) AS best, min(winner_score) AS score
  FROM comparisons WHERE valid AND winner_position IS NOT NULL AND candidates > 1 GROUP BY h0, h1, h2`;

/** Counts of a comparison's pairs by the sign of a measure. */
const pairs = (measure: BiasMeasure) => `
  count(*) FILTER (${measure} > 0) AS ${measure}_up, count(*) FILTER (${measure} < 0) AS ${measure}_down,
  count(*) FILTER (${measure} IS NULL AND no_text) AS ${measure}_no_text, count(*) FILTER (${measure} IS NULL AND NOT no_text) AS ${measure}_too_long`;

const group = (measure: BiasMeasure) => `
  SELECT '${measure}' AS what, ${measure}_up AS up, ${measure}_down AS down, ${measure}_no_text AS no_text, ${measure}_too_long AS too_long,
    count(*) AS n FROM preferred GROUP BY ALL `;

/** The same as `readRecorded` and `addPreference` of every comparison, in the database: it holds numbers of the answers, and no texts. */
const meterSql = `
  WITH judged AS (${judgedSql}),
  answers AS MATERIALIZED (${answersSql("judged j JOIN candidates k ON k.off = j.off", ["j.off", "j.best", "j.score"])}),
  signs AS (
    SELECT w.off, w.score, l.engine_id IS NOT DISTINCT FROM w.engine_id AS ambiguous, l.quality = coalesce(w.quality, w.score) AS equalled,
      w.length IS NULL OR l.length IS NULL AS no_text, l.position - w.position AS earlier, ${compareLengthSql("w", "l")} AS longer,
      w.style - l.style AS formatted
    FROM answers w JOIN answers l ON l.off = w.off AND l.position <> w.position WHERE w.position = w.best),
  judgements AS (
    SELECT any_value(score) AS score, bool_or(ambiguous) AS ambiguous, bool_or(coalesce(equalled, false)) AS equalled,
      ${biasMeasures.map(pairs).join(",")}
    FROM signs GROUP BY off),
  verdicts AS MATERIALIZED (
    SELECT * EXCLUDE (score, ambiguous, equalled),
      CASE WHEN score = 0 THEN 'tie' WHEN ambiguous THEN 'ambiguous' WHEN equalled THEN 'tie' ELSE 'preferred' END AS what
    FROM judgements),
  preferred AS (SELECT * EXCLUDE (what) FROM verdicts WHERE what = 'preferred')
  SELECT what, 0 AS up, 0 AS down, 0 AS no_text, 0 AS too_long, count(*) AS n FROM verdicts GROUP BY what
  ${biasMeasures.map((measure) => `UNION ALL ${group(measure)}`).join(" ")}`;

/** The bias meter of recorded winners, over the whole index. @throws AssayError cancelled; of the index. */
export async function measureRecorded(db: Database, signal?: Signal): Promise<BiasMeter> {
  const tally = new MeterTally();
  for (const { what, up, down, no_text: noText, too_long: tooLong, n } of await db.all<GroupRow>(meterSql, [], signal)) {
    if (what === "preferred") tally.addComparisons(n);
    else if (isMeasure(what)) tally.add(what, { up, down, noText, tooLong }, n);
    else tally.leftOut.add(what, n);
  }
  return tally.result();
}

const isMeasure = (what: string): what is BiasMeasure => biasMeasures.some((measure) => measure === what);
