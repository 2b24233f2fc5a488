import type { HistoryEntry } from "../../../contract/index.ts";

/** How fast a person decides, from the log. */
export interface Pace {
  perMinute: number;
  /** Between one decision and the next. */
  medianMs: number;
  /** Spent on one comparison, on average. */
  comparisonMs: number;
  isTooFast: boolean;
}

/** A longer gap is a break. */
const maxGapMs = 5 * 60_000;
const minGaps = 5;
/** Nobody reads two answers in less. */
const tooFastMs = 1500;

/** @param history newest first. @returns null after too few decisions in a row to say. */
export function computePace(history: readonly Pick<HistoryEntry, "atMs" | "actorKind" | "undone" | "comparisons">[]): Pace | null {
  const mine = history.filter(({ actorKind, undone, comparisons }) => actorKind === "person" && !undone && comparisons.length === 1);
  const gaps: number[] = [];
  let comparisons = 0;
  for (const [
    index,
    {
      atMs,
      comparisons: [key],
    },
  ] of mine.entries()) {
    const before = mine[index + 1];
    const gapMs = before === undefined ? Number.POSITIVE_INFINITY : atMs - before.atMs;
    if (gapMs > maxGapMs) break;
    gaps.push(gapMs);
    if (before?.comparisons[0] !== key) comparisons++;
  }
  if (gaps.length < minGaps) return null;
  const totalMs = gaps.reduce((sum, gap) => sum + gap, 0);
  const sorted = gaps.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const medianMs = sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return {
    perMinute: totalMs === 0 ? Number.POSITIVE_INFINITY : (gaps.length * 60_000) / totalMs,
    medianMs,
    comparisonMs: totalMs / Math.max(1, comparisons),
    isTooFast: medianMs < tooFastMs,
  };
}
