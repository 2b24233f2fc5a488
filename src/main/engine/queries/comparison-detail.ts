import {
  AssayError,
  type ComparisonDetail,
  type ComparisonResult,
  type Decisions,
  isConversation,
  noDecision,
  type Signal,
  type Usage,
} from "../../../contract/index.ts";
import { toObject } from "../base/json-value.ts";
import { readRange } from "../files/read-range.ts";
import type { Database } from "../store/duckdb.ts";
import { comparisonPlaces, stateOfRows } from "./comparison-places.ts";
import { keepRecent, recentComparison, type StoredComparison } from "./recent-comparisons.ts";
import { usageOfMetrics } from "./usage.ts";

/**
 * Finds comparisons.
 * @param journal the path of comparisons.jsonl; null when the channel is switched off.
 * @returns by key, a function that reads the comparison from its journal. Unknown keys are omitted.
 */
export async function comparisonsByKey(
  db: Database,
  journal: string | null,
  keys: readonly string[],
  signal?: Signal,
): Promise<Map<string, () => Promise<StoredComparison>>> {
  if (journal === null) return new Map();
  const state = stateOfRows(db);
  const places = await comparisonPlaces(db, keys, signal);
  const readers = [...places].map(([key, { off, len, comparisonId }]) => {
    const read = async (): Promise<StoredComparison> => {
      const known = recentComparison(db, key);
      if (known !== undefined) return known;
      const raw = (await readRange(journal, off, len)).toString("utf8");
      const stored = { key, comparisonId, raw, record: JSON.parse(raw) as ComparisonResult };
      keepRecent(state, stored);
      return stored;
    };
    return [key, read] as const;
  });
  return new Map(readers);
}

/** Reads one comparison. @throws AssayError not_found, damaged (the journal ends before it). */
export async function comparisonByKey(db: Database, journal: string | null, key: string, signal?: Signal): Promise<StoredComparison> {
  const read = (await comparisonsByKey(db, journal, [key], signal)).get(key);
  if (read === undefined) throw noSuchComparison(key);
  return read();
}

export function noSuchComparison(key: string): AssayError {
  return new AssayError("not_found", "There is no such comparison.", {
    where: key,
    fix: "It may have been removed from comparisons.jsonl; choose another.",
  });
}

const conversationOf = (messages: unknown) => (isConversation(messages) ? { messages } : {});

function usageOf(metrics: unknown): { usage?: Usage } {
  const usage = usageOfMetrics(toObject(metrics));
  return usage === undefined ? {} : { usage };
}

/** The answer of `comparisons.get`: the stored line with the decisions about it. */
export function comparisonDetail({ key, comparisonId, raw, record }: StoredComparison, decisions: Decisions): ComparisonDetail {
  const named =
    record.winner === undefined
      ? []
      : record.candidates.flatMap(({ engine_id }, position) => (engine_id === record.winner?.engine_id ? [position] : []));
  const position = named[0];
  return {
    key,
    comparisonId,
    query: record.query,
    ...conversationOf(record.messages),
    candidates: record.candidates.map(({ engine_id, output, metrics, messages }, at) => ({
      position: at,
      engineId: engine_id,
      output,
      latencyMs: metrics?.latency_ms ?? null,
      quality: metrics?.quality_score ?? null,
      ...usageOf(metrics),
      ...conversationOf(messages),
      ...(decisions.candidates.get(at) ?? noDecision),
    })),
    recordedWinner:
      record.winner === undefined || position === undefined
        ? null
        : { engineId: record.winner.engine_id, score: record.winner.score, position, ambiguous: named.length > 1 },
    outcome: decisions.outcome,
    ...(decisions.outcomeBy === undefined ? {} : { outcomeBy: decisions.outcomeBy }),
    winnerPosition: decisions.winnerPosition,
    note: decisions.note,
    rank: decisions.rank,
    rankBy: decisions.rankBy,
    flagged: decisions.flagged,
    reasons: decisions.reasons,
    tags: decisions.tags,
    done: decisions.done,
    reviewed: decisions.reviewed,
    ...(decisions.verdicts === undefined ? {} : { verdicts: decisions.verdicts }),
    raw,
  };
}
