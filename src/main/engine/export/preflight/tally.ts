import type { ExportReport } from "../../../../contract/index.ts";
import type { Item } from "../items.ts";

const maxEngines = 100;

/** Counts written rows by what the manifest and the preflight name. */
export class RowTally {
  readonly #tiers = new Map<string, number>();
  readonly #engines = new Map<string, number>();
  readonly #deciders = new Map<string, number>();

  add({ tier, engineId, decidedBy }: Item): void {
    increment(this.#tiers, tier ?? "");
    increment(this.#engines, engineId);
    increment(this.#deciders, decidedBy);
  }

  merge(other: RowTally["counts"]): void {
    for (const [mine, counts] of [
      [this.#tiers, other.tiers],
      [this.#engines, other.engines],
      [this.#deciders, other.deciders],
    ] as const)
      for (const [name, count] of counts) mine.set(name, (mine.get(name) ?? 0) + count);
  }

  /** As data that crosses threads. */
  get counts() {
    return { tiers: this.#tiers, engines: this.#engines, deciders: this.#deciders } as const;
  }

  read(): Pick<ExportReport, "byTier" | "byEngine" | "byDecider"> {
    const tiers = ["gold", "silver", "bronze", ""].flatMap((name) => {
      const count = this.#tiers.get(name);
      return count === undefined ? [] : [{ name, count }];
    });
    return { byTier: tiers, byEngine: sorted(this.#engines).slice(0, maxEngines), byDecider: sorted(this.#deciders) };
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Most frequent first; by code unit where equal, so that every machine says the same. */
function sorted(counts: ReadonlyMap<string, number>): { name: string; count: number }[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
