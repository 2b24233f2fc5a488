import type { ObjectiveVerdict } from "../../../contract/index.ts";
import { wilson } from "./wilson.ts";

/** Shares and means against an objective. The error budget and burn rate are those of "The Site Reliability Workbook" (Google, 2018), chapter 5. */

interface Estimate {
  /** Of 95 %; null where too little is known. */
  low: number | null;
  high: number | null;
}

/** Never from the point alone: `met` when the whole interval is at or above the target, `missed` when it is below. */
export function judge({ low, high }: Estimate, target: number): ObjectiveVerdict {
  if (low !== null && low >= target) return "met";
  return high !== null && high < target ? "missed" : "unsure";
}

/** A share of executions with Wilson's interval, judged. @param bad of `n`. @param target 0 to 1, exclusive. */
export function measureShare(n: number, bad: number, target: number) {
  const { share, low, high } = wilson(n - bad, n);
  const known = n === 0 ? { value: null, low: null, high: null } : { value: share, low, high };
  return { n, ...known, verdict: judge(known, target) };
}

/**
 * How fast the budget is used up: the bad share against the allowed one. 1 uses it up exactly, 14.4 uses that of 30 days up in two.
 * @returns null when nothing is known.
 */
export function burnRate(n: number, bad: number, target: number): number | null {
  return n === 0 ? null : bad / n / (1 - target);
}
