import { type Share, wilson } from "./wilson.ts";

/** Scores are told apart to this many parts of 1, so that a threshold is a number people write. */
const steps = 100;

interface Tally {
  n: number;
  agreed: number;
}

export interface CalibrationPoint extends Share {
  /** Lowest score; the point counts all cases from there up (`fromScore`), or up to the next tenth (`byTenth`). */
  score: number;
}

/** How often people agreed with a judge, by the score the judge gave its pick. Bounded: one tally for each hundredth. */
export class Calibration {
  readonly #tallies: Tally[] = Array.from({ length: steps + 1 }, () => ({ n: 0, agreed: 0 }));

  /** @param score 0 to 1; others are not counted. */
  add(score: number, agreed: boolean): void {
    const tally = this.#tallies[toStep(score)];
    if (tally === undefined) return;
    tally.n++;
    if (agreed) tally.agreed++;
  }

  /** Cases with at least this score. @param score a hundredth. */
  fromScore(score: number): CalibrationPoint {
    return { score, ...this.#between(Math.round(score * steps), steps) };
  }

  /** Cases by tenth of the score, 1 in the last; tenths without cases are left out. */
  byTenth(): CalibrationPoint[] {
    const tenths = Array.from({ length: 10 }, (_, tenth) => {
      const from = (tenth * steps) / 10;
      return { score: tenth / 10, ...this.#between(from, tenth === 9 ? steps : from + steps / 10 - 1) };
    });
    return tenths.filter(({ n }) => n > 0);
  }

  /**
   * The lowest score of a case from which on people agreed at least this often, counting the lower end of the 95 % interval, so that a few
   * lucky cases do not pass; null when there is none. Below all cases nothing is known.
   * @param share 0 to 1.
   */
  lowestScore(share: number): number | null {
    for (let step = 0; step <= steps; step++) {
      if (this.#tallies[step]?.n !== 0 && this.#between(step, steps).low >= share) return step / steps;
    }
    return null;
  }

  #between(from: number, to: number): Share {
    let n = 0;
    let agreed = 0;
    for (const tally of this.#tallies.slice(from, to + 1)) {
      n += tally.n;
      agreed += tally.agreed;
    }
    return wilson(agreed, n);
  }
}

/** The hundredth that a score reaches: 0.29 is the 29th, although 0.29 * 100 is a little less. */
function toStep(score: number): number {
  const nearest = Math.round(score * steps);
  return nearest / steps <= score ? nearest : nearest - 1;
}
