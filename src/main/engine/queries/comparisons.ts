import { AssayError, type ComparisonFilter, type ComparisonPage, type Input, type Signal } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { Database } from "../store/duckdb.ts";
import { type ComparisonOrder, orderedOffsets, startAfter } from "./comparison-order.ts";
import { type ReviewsInForce, readComparisonRows } from "./comparison-rows.ts";
import { decodeCursor, encodeCursor, isOffset, toPosition } from "./cursor.ts";
import { type DecisionKeys, type FilterKeys, keysFor, noDecisionKeys } from "./decision-keys.ts";
import { type CachedTotal, throughCache } from "./query-cache.ts";
import { nextOffsets } from "./rows-by-offset.ts";
import type { ComparisonSearch } from "./search/comparison-search.ts";
import { type Condition, Where } from "./where.ts";

/** What comparisons are read from. */
export interface ComparisonParts {
  db: Database;
  comparisonSearch: ComparisonSearch;
}

/**
 * One page of comparisons, in order of arrival or another. A line stored twice (by an import that keeps duplicates) is listed twice, under one key:
 * telling them apart would take a pass over all keys for every page. `reviewedTotal` is over all comparisons.
 * @param inForce the decisions, while the index lacks some of them.
 * @param parts.comparisonSearch null: the filter must have no text.
 * @throws AssayError invalid_argument for a cursor that is not one of this list's, or a text without a search; cancelled; damaged, io … when a text cannot be searched.
 */
export async function listComparisons(
  { db, comparisonSearch }: { db: Database; comparisonSearch: ComparisonSearch | null },
  { filter, order = "recorded", cursor, limit }: Input<"comparisons.list">,
  signal?: Signal,
  cached?: CachedTotal,
  inForce: ReviewsInForce | null = null,
  keys: DecisionKeys = noDecisionKeys,
): Promise<ComparisonPage> {
  const matching = <T>(query: (where: Where) => Promise<T>, stop?: Signal) =>
    withMatching({ comparisonSearch, inForce, keys }, filter, query, stop);
  const nextOrdered = async (by: Exclude<ComparisonOrder, "recorded">) => {
    const after = decodeCursor(by, cursor, ([index, off]) => (isOffset(index) && isOffset(off) ? { index, off } : undefined));
    const sort = (stop?: Signal) => matching((where) => orderedOffsets(db, by, where, stop), stop);
    const offsets = await throughCache(cached, "comparisons.order", { filter, by }, sort, signal);
    const from = after === undefined ? 0 : startAfter(offsets, after);
    const page = offsets.slice(from, from + limit);
    const end = from + page.length;
    return { page, next: page.length > 0 && end < offsets.length ? encodeCursor(by, end - 1, offsets[end - 1] ?? 0) : null };
  };
  const [found, total, all] = await Promise.all([
    order === "recorded" ? nextRecorded(db, matching, cursor, limit, signal) : nextOrdered(order),
    throughCache(cached, "comparisons.total", filter, (stop) => matching((where) => count(db, where, stop), stop), signal),
    db.get<{ reviewed: number; grand: number }>(
      "SELECT (SELECT count(*) FROM reviews WHERE reviewed) AS reviewed, (SELECT count(*) FROM comparisons) AS grand",
      [],
      signal,
    ),
  ]);
  const grandTotal = all?.grand ?? 0;
  return {
    rows: await readComparisonRows(db, found.page, inForce, signal),
    nextCursor: found.next,
    total,
    // A review outlives its comparison when somebody shortens the journal by hand.
    reviewedTotal: Math.min(inForce?.reviewedKeys.length ?? all?.reviewed ?? 0, grandTotal),
    grandTotal,
  };
}

/** The next page in order of arrival: what follows the last row, however many rows are before it. */
async function nextRecorded(
  db: Database,
  matching: <T>(query: (where: Where) => Promise<T>, stop?: Signal) => Promise<T>,
  cursor: string | undefined,
  limit: number,
  signal?: Signal,
): Promise<{ page: number[]; next: string | null }> {
  const after = decodeCursor("comparisons", cursor, toPosition);
  const found = await matching((where) => nextOffsets(db, "comparisons", () => where.copy(), after?.off, limit + 1, signal), signal);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: found.length > limit && last !== undefined ? encodeCursor("comparisons", null, last) : null };
}

/** Whether a person has reviewed the comparison of the row, as SQL and its values. */
export function reviewedSql(inForce: ReviewsInForce | null): [sql: string, ...values: string[]] {
  if (inForce === null) return ["EXISTS (SELECT 1 FROM reviews r WHERE r.reviewed AND r.key = comparisons.key)"];
  return ["key IN (SELECT unnest(string_split(?, ',')))", inForce.reviewedKeys.join(",")];
}

/** Whether what was decided about the comparison of the row has this. The index may lack the newest decisions for a moment. */
const reviewHas = (sql: string) => `EXISTS (SELECT 1 FROM reviews r WHERE r.key = comparisons.key AND ${sql})`;

/** Difference of the two best qualities among the row's candidates; NULL without two. */
const marginSql =
  "(SELECT max(c.quality) - list_sort(list(c.quality), 'DESC')[2] FROM candidates c WHERE c.off = comparisons.off AND c.quality IS NOT NULL)";

/** What a filter of comparisons needs besides the index. */
export interface Matching {
  /** null: nothing can search here. */
  comparisonSearch: ComparisonSearch | null;
  /** The decisions, while the index lacks some of them. */
  inForce: ReviewsInForce | null;
  keys: DecisionKeys;
}

/**
 * Runs a query of the comparisons that match a filter. What a text was found in is kept until the query is done: read all that it streams in it.
 * @throws AssayError invalid_argument (a text where nothing can search); cancelled; damaged, io … when a text cannot be searched; what `query` throws.
 */
export async function withMatching<T>(
  { comparisonSearch, inForce, keys }: Matching,
  filter: ComparisonFilter,
  query: (where: Where) => Promise<T>,
  signal?: Signal,
): Promise<T> {
  const named = await keysFor(filter, keys, signal);
  const run = (text?: Condition) => query(matchingComparisons(filter, inForce, text, named));
  if (comparisonSearch !== null) return comparisonSearch.matching(filter.text, "open", run, signal);
  if (filter.text === undefined || filter.text === "") return run();
  throw new AssayError("invalid_argument", "Texts cannot be searched in a workspace that is only read.", { where: "/filter/text" });
}

/** The condition of a filter on the table `comparisons`. @param text what `ComparisonSearch.matching` says of the filter's text. */
export function matchingComparisons(
  filter: ComparisonFilter,
  inForce: ReviewsInForce | null,
  text: Condition | undefined,
  keys: FilterKeys,
): Where {
  const where = new Where().and("winner_score >= ?::DOUBLE", filter.minScore).and("winner_score <= ?::DOUBLE", filter.maxScore);
  if (filter.hasWinner !== undefined) where.and(`winner_engine IS ${filter.hasWinner ? "NOT NULL" : "NULL"}`);
  if (filter.minScore !== undefined || filter.maxScore !== undefined) where.and("winner_engine IS NOT NULL");
  if (filter.engines !== undefined && filter.engines.length > 0) {
    const named = new Where().oneOf("c.engine_id", filter.engines);
    where.and(`EXISTS (SELECT 1 FROM candidates c ${named.sql} AND c.off = comparisons.off)`, ...named.values);
  }
  if (filter.reviewed !== undefined) {
    const [reviewed, ...values] = reviewedSql(inForce);
    where.and(filter.reviewed ? reviewed : `NOT (${reviewed})`, ...values);
  }
  const { pair = [], tag, flagged, noted, disagrees } = filter;
  for (const engine of pair) where.and("EXISTS (SELECT 1 FROM candidates c WHERE c.off = comparisons.off AND c.engine_id = ?)", engine);
  where.and(`${marginSql} >= ?::DOUBLE`, filter.minMargin).and(`${marginSql} <= ?::DOUBLE`, filter.maxMargin);
  where.and("source_file = ?", filter.sourceFile);
  if (tag !== undefined) {
    const tagged = tagSeparator + tag + tagSeparator;
    where.and(`coalesce(contains(tags, ?), false) OR ${reviewHas("contains(r.tags, ?)")}`, tagged, tagged);
  }
  if (flagged !== undefined) where.and(`${flagged ? "" : "NOT "}${reviewHas("r.flagged")}`);
  if (noted !== undefined) where.and(`${noted ? "" : "NOT "}${reviewHas("r.noted")}`);
  if (filter.conflict !== undefined) {
    where.and(`${filter.conflict ? "" : "NOT "}(key IN (SELECT unnest(string_split(?, ','))))`, keys.conflicts.join(","));
  }
  if (disagrees !== undefined) {
    where.and("key IN (SELECT unnest(string_split(?, ',')))", keys.judged.join(","));
  }
  return text === undefined ? where : where.and(text.sql, ...text.values);
}

async function count(db: Database, where: Where, signal: Signal | undefined): Promise<number> {
  const row = await db.get<{ n: number }>(`SELECT count(*) AS n FROM comparisons ${where.sql}`, where.values, signal);
  return row?.n ?? 0;
}
