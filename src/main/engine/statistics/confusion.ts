/** How often one rater's category met the other's. */
export class Confusion {
  readonly #counts = new Map<string, Map<string, number>>();

  add(one: string, other: string): void {
    const row = this.#counts.get(one) ?? new Map<string, number>();
    this.#counts.set(one, row.set(other, (row.get(other) ?? 0) + 1));
  }

  /** Categories that either of them named. */
  named(): Set<string> {
    return new Set([...this.#counts].flatMap(([one, row]) => [one, ...row.keys()]));
  }

  /** Counts by the first's category, then the second's, in the order given; others are left out. */
  table(categories: readonly string[]): number[][] {
    return categories.map((one) => categories.map((other) => this.#counts.get(one)?.get(other) ?? 0));
  }
}
