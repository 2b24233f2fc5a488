import type { Columns } from "../scan/columns.ts";
import { flag } from "./flag.ts";

/** Characters of outputs: below and above these a sample is an outlier. */
export interface LengthRange {
  least: number;
  most: number;
  median: number;
}

/** Standard deviations; Iglewicz and Hoaglin (1993) take 3.5 for outliers by the median. */
const maxDeviations = 3.5;
/** A normal distribution's deviation by its median absolute deviation. */
const deviationsPerMad = 1.4826;
/** Of the logarithm: lengths of half and double are never outliers, however alike the others are. */
const minDeviation = 0.3;
/** Too few say nothing about what is usual. */
const minSamples = 20;

/**
 * By the logarithm of the length: outputs are twice and half as long as the median about equally often. The median and the median absolute
 * deviation are what outliers themselves cannot move.
 * @returns null when there are too few samples.
 */
export function findLengthRange(outputLengths: Uint32Array): LengthRange | null {
  if (outputLengths.length < minSamples) return null;
  const logs = Float64Array.from(outputLengths, (length) => Math.log(length + 1)).sort();
  const middle = logs[logs.length >> 1] as number;
  const mad = logs.map((log) => Math.abs(log - middle)).sort()[logs.length >> 1] as number;
  const reach = maxDeviations * Math.max(minDeviation, mad * deviationsPerMad);
  return { least: Math.exp(middle - reach) - 1, most: Math.exp(middle + reach) - 1, median: Math.round(Math.exp(middle) - 1) };
}

export function flagLengths(columns: Columns): LengthRange | null {
  const range = findLengthRange(columns.outputLengths);
  if (range === null) return null;
  for (const [row, length] of columns.outputLengths.entries())
    if (length < range.least || length > range.most) flag(columns, "length", row);
  return range;
}
