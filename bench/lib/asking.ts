import type { Host } from "./host.ts";

/** Runs `work` `runs` times in sequence. @returns the duration of each in ms. */
export async function timed(runs: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < runs; i++) {
    const from = performance.now();
    await work(i);
    took.push(performance.now() - from);
  }
  return took;
}

let asked = 0;

/** Percentiles not requested before, at the same cost, so that the answer is computed and not cached. */
export const unasked = (): number[] => [50, 95, 99 - ++asked * 1e-6];

/** The statistics table of all engines over all executions. */
export const statistics = (host: Host, percentiles: number[]) => host.ask("engines.table", { successfulOnly: false, percentiles });

/** Queries the pages of a list in sequence, from its top. */
export function pages(host: Host, list: "executions" | "comparisons" | "samples", limit: number): () => Promise<void> {
  let cursor: string | undefined;
  return async () => {
    const place = cursor === undefined ? {} : { cursor };
    const page =
      list === "executions"
        ? await host.ask("executions.list", { filter: {}, sort: "newest", limit, ...place })
        : list === "comparisons"
          ? await host.ask("comparisons.list", { filter: {}, limit, ...place })
          : await host.ask("samples.list", { filter: {}, limit, ...place });
    cursor = page.nextCursor ?? undefined;
  };
}
