import type { Host } from "./host.ts";

/** How long each of `runs` pieces of work took, in ms, one after the other. */
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

/** Percentiles that nobody has asked for yet and that cost the same: the answer is computed, not remembered. */
export const unasked = (): number[] => [50, 95, 99 - ++asked * 1e-6];

/** The statistics table of every engine over everything. */
export const statistics = (host: Host, percentiles: number[]) => host.ask("engines.table", { successfulOnly: false, percentiles });

/** One question after the other for the pages of a list, from its top. */
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
