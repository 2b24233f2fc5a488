import { meanEnds, percentileEnds } from "./bootstrap-ends.ts";
import type { Difference } from "./difference.ts";
import { seededRandom } from "./random.ts";

/** Below this many tasks an interval says too little about itself. */
export const minTasks = 10;
const p95 = 0.95;
/** Of a draw of equal values, this part of their square may be left as a variance. */
const rounding = 1e-12;

export type PairedStatistic = "mean" | "median" | "p95";

/**
 * How far the second of two sides is from the first on the same tasks, drawing tasks with replacement: a task with everything that both answered to it is one draw (a
 * cluster bootstrap; a task's value is the mean of its answers). B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13.
 * `mean` and `median` are of the differences by task; `p95` is the difference of the two 95th percentiles, each of the means by task.
 *
 *     const bootstrap = new PairedBootstrap(a, b, ["mean"], 1);
 *     for (let i = 0; i < 2_000; i++) bootstrap.draw();
 *     bootstrap.difference("mean", 0.05);
 *
 * Deterministic: the same numbers and seed give the same interval. Swapped sides give it with the other sign, up to the last digits.
 */
export class PairedBootstrap {
  readonly #n: number;
  readonly #weights: Uint32Array;
  readonly #random: () => number;
  readonly #statistics: ReadonlyMap<PairedStatistic, { value: number; compute: () => number; drawn: number[] }>;
  /** The standard error of the mean. */
  readonly #error: number;

  /** @param a and @param b by task, of the same length, all known. */
  constructor(a: Float64Array, b: Float64Array, statistics: readonly PairedStatistic[], seed: number) {
    this.#n = a.length;
    this.#weights = new Uint32Array(a.length).fill(1);
    this.#random = seededRandom(seed);
    const differences = a.map((one, i) => (b[i] as number) - one);
    const mean = differences.reduce((sum, one) => sum + one, 0) / this.#n;
    // Around their mean: of large numbers that differ little, squares would leave nothing.
    const centred = differences.map((one) => one - mean);
    const squares = centred.map((one) => one ** 2);
    this.#error = Math.sqrt(this.#mean(squares) / (this.#n - 1));
    const compute = {
      // How many standard errors of its own the mean of a draw is above that of all.
      mean: () => {
        const [moved, square] = [this.#mean(centred), this.#mean(squares)];
        const variance = square - moved ** 2;
        return variance > rounding * square ? moved / Math.sqrt(variance / (this.#n - 1)) : Number.NaN;
      },
      median: this.#quantile(differences, 0.5),
      p95: (
        ([one, other]) =>
        () =>
          other() - one()
      )([this.#quantile(a, p95), this.#quantile(b, p95)] as const),
    };
    this.#statistics = new Map(
      statistics.map((name) => {
        const value = this.#n === 0 ? Number.NaN : name === "mean" ? mean : compute[name]();
        return [name, { value, compute: compute[name], drawn: [] }];
      }),
    );
  }

  /** Draws once: as many tasks as there are. 20 000 tasks take about a millisecond. */
  draw(): void {
    if (this.#n < minTasks) return;
    const { length } = this.#weights;
    this.#weights.fill(0);
    for (let i = 0; i < length; i++) {
      const at = Math.floor(this.#random() * length);
      this.#weights[at] = (this.#weights[at] as number) + 1;
    }
    for (const { compute, drawn } of this.#statistics.values()) drawn.push(compute());
  }

  /** With the interval of `meanEnds` or `percentileEnds`. @param alpha the part outside the interval; it is open for few tasks. */
  difference(name: PairedStatistic, alpha: number): Difference {
    const { value, drawn } = this.#statistics.get(name) ?? { value: Number.NaN, drawn: [] };
    if (Number.isNaN(value)) return { value: null, low: null, high: null };
    if (drawn.length === 0 || (name === "p95" && p95 ** this.#n > alpha / 2)) return { value, low: null, high: null };
    if (name === "mean") return { value, ...meanEnds({ mean: value, error: this.#error, n: this.#n }, drawn, alpha) };
    return { value, ...percentileEnds(value, drawn, this.#n, alpha) };
  }

  #mean(values: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += (values[i] as number) * (this.#weights[i] as number);
    return sum / values.length;
  }

  /** The quantile of values that count as often as they were drawn, linearly interpolated (type 7). Sorted once. */
  #quantile(values: Float64Array, share: number): () => number {
    const order = Uint32Array.from(values.keys()).sort((one, other) => (values[one] as number) - (values[other] as number));
    const position = (values.length - 1) * share;
    const [first, second] = [Math.floor(position), Math.ceil(position)];
    return () => {
      let seen = 0;
      let below = Number.NaN;
      for (const at of order) {
        seen += this.#weights[at] as number;
        if (Number.isNaN(below) && seen > first) below = values[at] as number;
        if (seen > second) return below + ((values[at] as number) - below) * (position - first);
      }
      return below;
    };
  }
}
