import { type BiasMeasure, type BiasMeter, biasMeasures, type LeftOutReason, leftOutReasons } from "../../../contract/index.ts";
import type { Preference } from "../curation/state/verdict.ts";
import { wilson } from "../statistics/wilson.ts";
import { type AnswerRow, compareLength } from "./answers.ts";

/** How often comparisons are left out, by reason. */
export class LeftOutTally {
  readonly #counts = new Map<LeftOutReason, number>();

  add(reason: LeftOutReason, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  list(): { reason: LeftOutReason; count: number }[] {
    return leftOutReasons.flatMap((reason) => {
      const count = this.#counts.get(reason) ?? 0;
      return count === 0 ? [] : [{ reason, count }];
    });
  }
}

/** Pairs of a preferred answer and one it was preferred to, by which of them is before, longer, more formatted. */
export interface PairCounts {
  up: number;
  down: number;
  /** Of these it is not known. */
  noText: number;
  tooLong: number;
}

/** Adds up comparisons in which some answers were preferred to others. */
export class MeterTally {
  readonly leftOut = new LeftOutTally();
  #comparisons = 0;
  readonly #measures = new Map(
    biasMeasures.map((measure) => [measure, { fractions: new Map<string, number>(), leftOut: new LeftOutTally() }]),
  );

  /** Comparisons with a preference. */
  addComparisons(count: number): void {
    this.#comparisons += count;
  }

  /** So many comparisons with such pairs. */
  add(measure: BiasMeasure, { up, down, noText, tooLong }: PairCounts, count = 1): void {
    const tally = this.#measures.get(measure);
    if (up + down === 0) tally?.leftOut.add(noText > 0 ? "no_text" : tooLong > 0 ? "too_long" : "equal", count);
    else tally?.fractions.set(`${up} ${up + down}`, (tally.fractions.get(`${up} ${up + down}`) ?? 0) + count);
  }

  result(): BiasMeter {
    const measures = [...this.#measures].map(([measure, { fractions, leftOut }]) => {
      let n = 0;
      let hits = 0;
      // In an order of their own, so that the same comparisons give the same number to the last digit.
      for (const [fraction, count] of [...fractions].sort(([one], [other]) => (one < other ? -1 : 1))) {
        const [up = 0, of = 1] = fraction.split(" ").map(Number);
        n += count;
        hits += (up / of) * count;
      }
      return { measure, ...wilson(Math.min(hits, n), n), leftOut: leftOut.list() };
    });
    return { comparisons: this.#comparisons, leftOut: this.leftOut.list(), measures };
  }
}

/**
 * Adds a comparison to a meter.
 * @param answers by position. @param shown positions in the order in which they were seen; null: as listed.
 */
export function addPreference(
  tally: MeterTally,
  { best, worse }: Preference,
  answers: readonly AnswerRow[],
  shown: readonly number[] | null,
): void {
  const placeOf = (position: number) => (shown === null ? position : shown.indexOf(position));
  const compare: Record<BiasMeasure, (one: AnswerRow, other: AnswerRow) => number | null> = {
    earlier: (one, other) => Math.sign(placeOf(other.position) - placeOf(one.position)),
    longer: compareLength,
    formatted: (one, other) => (one.style === null || other.style === null ? null : Math.sign(one.style - other.style)),
  };
  tally.addComparisons(1);
  for (const measure of biasMeasures) {
    const counts: PairCounts = { up: 0, down: 0, noText: 0, tooLong: 0 };
    for (const one of best)
      for (const other of worse) {
        const [winner, loser] = [answers[one], answers[other]];
        if (winner === undefined || loser === undefined) continue;
        const sign = compare[measure](winner, loser);
        if (sign === null) counts[winner.length === null || loser.length === null ? "noText" : "tooLong"]++;
        else if (sign > 0) counts.up++;
        else if (sign < 0) counts.down++;
      }
    tally.add(measure, counts);
  }
}
