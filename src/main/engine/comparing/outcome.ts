import type { Verdict } from "../curation/state/verdict.ts";

/** Comparisons that say the same about the same engines. */
export interface Outcome {
  best: readonly string[];
  /** Empty for a tie, or where all are bad. */
  worse: readonly string[];
  allBad: boolean;
  count: number;
}

/** Two answers in a comparison, or their engines: 1 where the first won, ½ for a tie. */
export interface Match<T> {
  first: T;
  second: T;
  score: 1 | 0.5;
}

/** Who met whom, best against worse and best against best. What is worse is not compared with each other: nobody said. */
export function toMatches<T>({ best, worse }: { best: readonly T[]; worse: readonly T[] }): Match<T>[] {
  const wins = best.flatMap((first) => worse.map((second): Match<T> => ({ first, second, score: 1 })));
  const ties = best.flatMap((first, i) => best.slice(i + 1).map((second): Match<T> => ({ first, second, score: 0.5 })));
  return [...wins, ...ties];
}

/** What a verdict says of engines; null where it says nothing. @param engines by position, null where one has no name. */
export function toOutcome(verdict: Verdict, engines: readonly (string | null)[]): Omit<Outcome, "count"> | null {
  const named = (positions: readonly number[]) => positions.flatMap((position) => engines[position] ?? []).sort();
  if (verdict === "none") return null;
  if (verdict === "tie" || verdict === "both_bad")
    return { best: named(engines.map((_, position) => position)), worse: [], allBad: verdict === "both_bad" };
  return { best: named(verdict.best), worse: named(verdict.worse), allBad: false };
}

/** How much each match of a comparison of so many counts: all of its matches with one answer together count as one comparison. */
export const toWeight = ({ best, worse }: { best: readonly unknown[]; worse: readonly unknown[] }) =>
  1 / Math.max(1, best.length + worse.length - 1);

/** Adds outcomes up. */
export class OutcomeTally {
  readonly #outcomes = new Map<string, Outcome>();

  add(outcome: Omit<Outcome, "count">, count = 1): void {
    const key = JSON.stringify([outcome.best, outcome.worse, outcome.allBad]);
    const before = this.#outcomes.get(key);
    this.#outcomes.set(key, { ...outcome, count: (before?.count ?? 0) + count });
  }

  /** In an order of their own, so that the same comparisons give the same digits. */
  list(): Outcome[] {
    return [...this.#outcomes].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, outcome]) => outcome);
  }
}

/** What a source says, and what it does not. */
export interface CountedOutcomes {
  outcomes: Outcome[];
  ambiguous: number;
  leftOut: number;
}
