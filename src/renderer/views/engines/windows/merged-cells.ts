import type { ExactStats, MergedStats } from "../../../../contract/index.ts";
import { formatCount, formatMs, formatPercent } from "../../../components/format.ts";
import { formatInterval } from "../columns.ts";

/** Numbers of merged windows in words, each with the exact one below it where that is known and says more. */
export interface MergedCell {
  text: string;
  /** "" where there is nothing to add. */
  below: string;
  /** Whether the exact number is another, for what is merged exactly. */
  differs?: boolean;
}

export type BothStats = MergedStats & { exact: ExactStats | null };

const signed = (value: number, text: string) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${text}`;

/** Executions; below them how many there really are, where the windows count others. */
export function countCell({ count, exact }: BothStats): MergedCell {
  const away = exact === null ? 0 : count - exact.count;
  return away === 0 || exact === null
    ? { text: formatCount(count), below: "" }
    : {
        text: formatCount(count),
        below: `exact ${formatCount(exact.count)} (${signed(away, formatCount(Math.abs(away)))})`,
        differs: true,
      };
}

export function successCell({ count, successCount, successRate, exact }: BothStats): MergedCell {
  const text = count === 0 ? "—" : `${formatCount(successCount)} · ${formatPercent(successRate)}`;
  return exact === null || exact.successCount === successCount
    ? { text, below: "" }
    : { text, below: `exact ${formatCount(exact.successCount)}`, differs: true };
}

/** Minimum, average or maximum. @param name which. Averages agree to rounding. */
export function latencyCell({ latencyMs, exact }: BothStats, name: "min" | "avg" | "max"): MergedCell {
  const [value, real] = [latencyMs[name], exact?.latencyMs[name] ?? null];
  const agree = exact === null || value === real || (value !== null && real !== null && Math.abs(value - real) <= 1e-9 * Math.abs(real));
  return agree ? { text: formatMs(value), below: "" } : { text: formatMs(value), below: `exact ${formatMs(real)}`, differs: true };
}

/** A share with its sign; too small to tell apart from none, without. */
const toAway = (share: number) => (Math.abs(share) < 0.0005 ? "<0.1%" : signed(share, formatPercent(Math.abs(share))));

/** A percentile from the digests, about; below it the exact one and how far away it is, or between which windows it lies. */
export function percentileCell({ windows, latencyMs, exact }: BothStats, index: number): MergedCell {
  const { estimate = null, low = null, high = null } = latencyMs.percentiles[index] ?? {};
  const real = exact?.latencyMs.percentiles[index] ?? null;
  const text = estimate === null ? "—" : `≈ ${formatMs(estimate)}`;
  if (real !== null) {
    const away = estimate === null || real === 0 ? "" : ` (${toAway((estimate - real) / real)})`;
    return { text, below: `exact ${formatMs(real)}${away}` };
  }
  return { text, below: low === null || high === null || windows < 2 ? "" : formatInterval({ low, high }, formatMs) };
}
