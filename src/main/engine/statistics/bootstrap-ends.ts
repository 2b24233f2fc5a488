import { normalTail, studentUpper } from "./beta-quantile.ts";
import { computeQuantile } from "./difference.ts";

interface Ends {
  low: number;
  high: number;
}

/** So many draws do not reach further out: from there on ends move as those of Student's distribution. */
const furthestAlpha = 0.05;

/** Ends at a level from those at one that draws reach. */
function reachFrom(value: number, degrees: number, alpha: number, compute: (alpha: number) => Ends): Ends {
  const reached = Math.max(alpha, furthestAlpha);
  const { low, high } = compute(reached);
  const further = studentUpper(alpha / 2, degrees) / studentUpper(reached / 2, degrees);
  return { low: value - (value - low) * further, high: value + (high - value) * further };
}

/**
 * The percentile interval of a bootstrap, widened as few values need (the expanded percentile interval): T. Hesterberg, "What teachers should know about the
 * bootstrap", The American Statistician 69 (2015), 371–386, section 5.
 * @param drawn what the statistic was of each drawn sample; sorted here. @param n values in a sample. @param alpha the part outside the interval.
 */
export function percentileEnds(value: number, drawn: readonly number[], n: number, alpha: number): Ends {
  const sorted = Float64Array.from(drawn).sort();
  return reachFrom(value, n - 1, alpha, (reached) => {
    const outside = normalTail(Math.sqrt(n / (n - 1)) * studentUpper(reached / 2, n - 1));
    return { low: computeQuantile(sorted, outside), high: computeQuantile(sorted, 1 - outside) };
  });
}

/**
 * The interval of a mean: each end is that of the bootstrap-t or that of Student's distribution, whichever is further out. Where values are skewed the bootstrap-t
 * knows on which side the mean may be far off (P. Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of Statistics 16 (1988), 927–953); where few
 * are far out on both sides it is too short, and Student's is not (docs/decisions/0051-comparing-engines.md has both, measured).
 * @param error the standard error of the mean. @param studentized of each drawn sample, how many of its own standard errors its mean is above `mean`; those of
 * samples without spread are not finite and say nothing. @param n values in a sample. @param alpha the part outside the interval.
 */
export function meanEnds(
  { mean, error, n }: { mean: number; error: number; n: number },
  studentized: readonly number[],
  alpha: number,
): Ends {
  if (error === 0) return { low: mean, high: mean };
  const sorted = Float64Array.from(studentized.filter(Number.isFinite)).sort();
  return reachFrom(mean, n - 1, alpha, (reached) => {
    const student = studentUpper(reached / 2, n - 1);
    const [below, above] = sorted.length === 0 ? [0, 0] : [reached / 2, 1 - reached / 2].map((share) => computeQuantile(sorted, share));
    return { low: mean - error * Math.max(student, above as number), high: mean + error * Math.max(student, -(below as number)) };
  });
}
