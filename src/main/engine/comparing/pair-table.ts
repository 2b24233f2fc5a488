import type { RatedEngine, WinRates } from "../../../contract/index.ts";
import type { MatchGroup } from "../statistics/bradley-terry.ts";
import { wilson } from "../statistics/wilson.ts";
import { type Outcome, toMatches, toWeight } from "./outcome.ts";
import { type StyledOutcome, styleDifference } from "./styled-wins.ts";

/** A matrix of more engines cannot be read, and the fit takes seconds. */
const maxEngines = 60;

/** Wins and ties by pair, of the engines that met most often. */
export class PairTable {
  readonly names: string[];
  /** Comparisons in which others met. */
  readonly leftOut: number;
  readonly #index: Map<string, number>;
  readonly #wins: Uint32Array;
  readonly #ties: Uint32Array;

  constructor(outcomes: readonly Outcome[]) {
    const met = new Map<string, number>();
    for (const outcome of outcomes)
      for (const { first, second } of toMatches(outcome))
        for (const engine of first === second ? [] : [first, second]) met.set(engine, (met.get(engine) ?? 0) + outcome.count);
    this.names = [...met]
      .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      .slice(0, maxEngines)
      .map(([name]) => name);
    this.#index = new Map(this.names.map((name, i) => [name, i]));
    const size = this.names.length;
    this.#wins = new Uint32Array(size * size);
    this.#ties = new Uint32Array(size * size);
    let leftOut = 0;
    for (const outcome of outcomes) {
      const { matches } = this.toGroup(outcome);
      if (matches.length === 0) leftOut += outcome.count;
      for (const { first, second, score } of matches) {
        const counts = score === 1 ? this.#wins : this.#ties;
        counts[first * size + second] = (counts[first * size + second] as number) + outcome.count;
        if (score !== 1) counts[second * size + first] = (counts[second * size + first] as number) + outcome.count;
      }
    }
    this.leftOut = leftOut;
  }

  toGroup(outcome: Outcome): MatchGroup {
    const matches = toMatches(outcome).flatMap(({ first, second, score }) => {
      const pair = this.#findPair(first, second);
      return pair === null ? [] : [{ ...pair, score }];
    });
    return { matches, weight: toWeight(outcome), count: outcome.count };
  }

  toStyledGroup(outcome: StyledOutcome): MatchGroup {
    const matches = toMatches(outcome).flatMap(({ first, second, score }) => {
      const pair = this.#findPair(first.engine, second.engine);
      return pair === null ? [] : [{ ...pair, score, style: styleDifference(first.style, second.style) }];
    });
    return { matches, weight: toWeight(outcome), count: 1 };
  }

  /** Null where one is not in the table; an engine does not meet itself. */
  #findPair(first: string, second: string): { first: number; second: number } | null {
    const [one, other] = [this.#index.get(first), this.#index.get(second)];
    return one === undefined || other === undefined || one === other ? null : { first: one, second: other };
  }

  totals(i: number): Pick<RatedEngine, "pairs" | "wins" | "ties" | "losses"> {
    const size = this.names.length;
    const others = this.names.map((_, j) => j);
    const sum = (counts: Uint32Array, at: (j: number) => number) => others.reduce((total, j) => total + (counts[at(j)] as number), 0);
    const [wins, ties, losses] = [
      sum(this.#wins, (j) => i * size + j),
      sum(this.#ties, (j) => i * size + j),
      sum(this.#wins, (j) => j * size + i),
    ];
    return { pairs: wins + ties + losses, wins, ties, losses };
  }

  /** @param order of the engines in the answer. */
  cells(order: readonly number[]): WinRates["cells"] {
    const size = this.names.length;
    return order.flatMap((i, first) =>
      order.slice(first + 1).flatMap((j, beyond) => {
        const wins = this.#wins[i * size + j] as number;
        const ties = this.#ties[i * size + j] as number;
        const n = wins + ties + (this.#wins[j * size + i] as number);
        const { share, low, high } = wilson(wins + ties / 2, n);
        return share === null ? [] : [{ first, second: first + 1 + beyond, n, wins, ties, share, low, high }];
      }),
    );
  }
}
