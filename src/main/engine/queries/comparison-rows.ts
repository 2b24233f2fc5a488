import { headCharacters } from "../../../contract/head-of-text.ts";
import { type ComparisonRow, reviewOutcomes, type Signal, tiers } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { noting } from "./comparison-places.ts";
import { rowsAt } from "./rows-by-offset.ts";

type HeadRow = {
  off: number;
  len: number;
  key: string;
  comparison_id: string | null;
  query_head: string | null;
  candidates: number | null;
  winner_engine: string | null;
  winner_score: number | null;
};
type CandidateRow = { off: number; position: number; engine_id: string | null };
type ReviewRow = {
  key: string;
  reviewed: boolean | null;
  outcome: string | null;
  tiers: string | null;
  ranked: boolean | null;
  flagged: boolean | null;
  done: boolean | null;
};

/** The decisions about comparisons, from a source more current than the index. */
export interface ReviewsInForce {
  /** Keys of reviewed comparisons. */
  reviewedKeys: readonly string[];
  get(key: string): Omit<ReviewRow, "key"> | undefined;
}

/** Of a row. */
export const maxNamedEngines = 8;

/** What a row of the list says of the record itself. */
export type ComparisonHead = Omit<ComparisonRow, keyof RowMarks> & { off: number };
type RowMarks = Pick<ComparisonRow, "reviewed" | "tiers" | "outcome" | "ranked" | "flagged" | "done">;

/** Rows of the list, in the order of these offsets. */
export async function readComparisonRows(
  db: Database,
  offsets: readonly number[],
  inForce: ReviewsInForce | null,
  signal?: Signal,
): Promise<ComparisonRow[]> {
  return withReviews(db, await readComparisonHeads(db, offsets, signal), inForce, signal);
}

/** The same without what was decided. */
export async function readComparisonHeads(db: Database, offsets: readonly number[], signal?: Signal): Promise<ComparisonHead[]> {
  const columns = `off, len, key, comparison_id, left(query, ${headCharacters}) AS query_head, candidates, winner_engine, winner_score`;
  const note = noting(db);
  const [heads, candidates] = await Promise.all([
    rowsAt<HeadRow>(db, "comparisons", columns, offsets, signal),
    rowsAt<CandidateRow>(db, "candidates", "off, position, engine_id", offsets, signal),
  ]);
  note(heads);
  const enginesAt = new Map<number, CandidateRow[]>();
  for (const candidate of candidates) {
    const at = enginesAt.get(candidate.off);
    if (at) at.push(candidate);
    else enginesAt.set(candidate.off, [candidate]);
  }
  const places = new Map(offsets.map((off, place) => [off, place]));
  return heads
    .sort((a, b) => (places.get(a.off) ?? 0) - (places.get(b.off) ?? 0))
    .map((head) => {
      const engines = (enginesAt.get(head.off) ?? []).sort((a, b) => a.position - b.position).slice(0, maxNamedEngines);
      return {
        off: head.off,
        key: head.key,
        comparisonId: head.comparison_id ?? "",
        queryHead: head.query_head ?? "",
        candidates: head.candidates ?? 0,
        engines: engines.map(({ engine_id }) => engine_id ?? ""),
        winner:
          head.winner_engine === null || head.winner_score === null ? null : { engineId: head.winner_engine, score: head.winner_score },
      };
    });
}

/** Adds what was decided. @param inForce the decisions, while the index lacks some of them. */
export async function withReviews(
  db: Database,
  heads: readonly ComparisonHead[],
  inForce: ReviewsInForce | null,
  signal?: Signal,
): Promise<ComparisonRow[]> {
  const reviews =
    inForce ??
    (await readReviews(
      db,
      heads.map(({ key }) => key),
      signal,
    ));
  return heads.map(({ off: _, ...head }) => {
    const review = reviews.get(head.key);
    return {
      ...head,
      reviewed: review?.reviewed ?? false,
      tiers: tiersIn(review?.tiers ?? ""),
      outcome: reviewOutcomes.find((outcome) => outcome === review?.outcome) ?? null,
      ranked: review?.ranked ?? false,
      flagged: review?.flagged ?? false,
      done: review?.done ?? false,
    };
  });
}

async function readReviews(db: Database, keys: readonly string[], signal?: Signal): Promise<Map<string, ReviewRow>> {
  if (keys.length === 0) return new Map();
  const rows = await db.all<ReviewRow>(
    "SELECT key, reviewed, outcome, tiers, ranked, flagged, done FROM reviews WHERE key IN (SELECT unnest(string_split(?, ',')))",
    [keys.join(",")],
    signal,
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** The tiers that a review names, best first, whatever separates them. */
function tiersIn(text: string): ComparisonRow["tiers"] {
  const named = text.split(/[^a-z]+/);
  return tiers.flatMap((tier) => named.filter((name) => name === tier).map(() => tier));
}
