/** Figures of one piece of work, in its unit. */
export interface Figures {
  median: number;
  min: number;
  max: number;
  p99: number;
  runs: number;
}

/** A budget for a number; `judged` is the figure that must meet it, by default the median. */
export interface Budget {
  atMost?: number;
  atLeast?: number;
  /** Assay divided by its peer. */
  ratioAtMost?: number;
  ratioAtLeast?: number;
  judged?: "median" | "p99" | "max";
}

/** One row of the table. A failed measurement keeps its row, with the reason. */
export interface Row {
  work: string;
  unit: string;
  assay?: Figures;
  /** The same machine and data in the same run, without Assay. */
  peer?: { name: string; figures: Figures };
  budget?: Budget;
  note?: string;
  failed?: string;
  skipped?: string;
}

export type Verdict = "meets" | "misses" | "failed" | "skipped" | "";

const limits = ["atMost", "atLeast", "ratioAtMost", "ratioAtLeast"] as const;

/** @throws without values. */
export function computeFigures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new Error("nothing was measured");
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? max;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? min) + upper) / 2;
  return { median, min, max, p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? max, runs: sorted.length };
}

export function computeRatio({ assay, peer }: Row): number | undefined {
  return assay && peer ? assay.median / peer.figures.median : undefined;
}

export function computeVerdict(row: Row): Verdict {
  const { assay, budget, failed, skipped } = row;
  if (failed !== undefined) return "failed";
  if (skipped !== undefined) return "skipped";
  if (!budget || !assay || !limits.some((limit) => budget[limit] !== undefined)) return "";
  const value = assay[budget.judged ?? "median"];
  const ratio = computeRatio(row);
  const kept =
    (budget.atMost === undefined || value <= budget.atMost) &&
    (budget.atLeast === undefined || value >= budget.atLeast) &&
    (budget.ratioAtMost === undefined || (ratio !== undefined && ratio <= budget.ratioAtMost)) &&
    (budget.ratioAtLeast === undefined || (ratio !== undefined && ratio >= budget.ratioAtLeast));
  return kept ? "meets" : "misses";
}

/** Measures some rows. A failure becomes a row, and other rows continue. */
export async function measureRows(work: string, measure: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await measure();
  } catch (thrown) {
    return [{ work, unit: "", failed: firstLine(thrown) }];
  }
}

export function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
