import type { ActorKind, Signal } from "../../../contract/index.ts";
import { inBatches } from "../async/in-batches.ts";
import { groupBy } from "../base/group-by.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { type Verdict, verdictBy } from "../curation/state/verdict.ts";
import { automaticRef } from "../curation/transaction/sample-line.ts";
import { hashOfKey } from "../records/line-hash.ts";
import type { Database } from "../store/duckdb.ts";
import { type AnswerRow, answersSql } from "./answers.ts";
import type { RecordedWinner } from "./recorded.ts";

/** A decided comparison with its answers, by position. */
export interface DecidedComparison {
  key: string;
  winner: RecordedWinner;
  answers: readonly AnswerRow[];
}

/** Comparisons whose answers are measured at once: their texts go through the database, not through here. */
const batch = 2_000;

/** Keys of comparisons that somebody has decided. */
export function* decidedKeys({ comparisons }: Pick<LogState, "comparisons">): Generator<string> {
  for (const [key, { outcome, marks, candidates }] of comparisons) {
    const isDecided = [...candidates.values()].some(({ by, tier, rejected }) => by !== "auto" && (tier !== null || rejected));
    if (isDecided || marks.rank !== null || (outcome !== null && outcome !== "skipped")) yield key;
  }
}

/** What people, or agents, decided; where people only looked through generated samples they did not compare answers. */
export function readVerdict(state: LogState, kind: ActorKind, key: string, count: number): Verdict {
  const decided = state.comparisons.get(key);
  if (decided === undefined) return "none";
  const generated = automaticRef(key);
  const candidates = new Map([...decided.candidates].filter(([, { sample }]) => sample !== generated));
  return verdictBy(kind, { ...decided, candidates }, count);
}

/**
 * Reads comparisons with these keys, some at a time; keys that the index does not know are left out.
 * @throws AssayError cancelled; of the index.
 */
export const readDecided = (db: Database, keys: Iterable<string>, signal?: Signal): AsyncGenerator<DecidedComparison[]> =>
  inBatches(keys, batch, (some) => readSome(db, some, signal));

/** A list of numbers as one parameter. */
const listed = (type: "BIGINT" | "UINTEGER") => `(SELECT unnest(string_split(?, ','))::${type})`;

async function readSome(db: Database, keys: readonly string[], signal?: Signal): Promise<DecidedComparison[]> {
  const wanted = new Set(keys);
  const firstWords = keys.flatMap((key) => hashOfKey(key)?.h0 ?? []);
  if (firstWords.length === 0) return [];
  const rows = await db.all<RecordedWinner & { off: number; key: string }>(
    `SELECT off, key, winner_position, winner_score FROM comparisons WHERE h0 IN ${listed("UINTEGER")} ORDER BY off DESC`,
    [firstWords.join(",")],
    signal,
  );
  // The first of a line stored more than once.
  const found = new Map(rows.filter(({ key }) => wanted.has(key)).map((row) => [row.key, row]));
  if (found.size === 0) return [];
  const answers = await db.all<AnswerRow & { off: number }>(
    `${answersSql(`candidates k WHERE k.off IN ${listed("BIGINT")}`, ["k.off"])} ORDER BY position`,
    [[...found.values()].map(({ off }) => off).join(",")],
    signal,
  );
  const byOffset = groupBy(answers, ({ off }) => off);
  return [...found.values()].map(({ off, key, ...winner }) => ({ key, winner, answers: byOffset.get(off) ?? [] }));
}
