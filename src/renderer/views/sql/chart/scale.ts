import { formatNumber } from "../../../components/format.ts";

/** Axes of a chart whose numbers may be anything finite. */

export interface Scale {
  from: number;
  to: number;
  ticks: number[];
  label(value: number): string;
}

/** Below it, differences are lost in rounding. */
const minSpan = 1e-290;

/**
 * A linear axis with round ticks around the values.
 * @param values finite, at most 1e300 large. @param parts about so many ticks. @param fromZero whether it must hold 0.
 */
export function toScale(values: Iterable<number>, parts: number, fromZero: boolean): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  // Near 0 an axis begins there, so that heights compare as the values do.
  if (fromZero || (low > 0 && low < high / 2)) low = Math.min(low, 0);
  if (fromZero || (high < 0 && high > low / 2)) high = Math.max(high, 0);
  const smallest = Math.max(minSpan, Math.max(Math.abs(low), Math.abs(high)) * 1e-12);
  if (high - low < smallest) {
    const pad = Math.max(Math.abs(high) * 0.1, high === 0 ? 1 : smallest * 10);
    [low, high] = [low - pad, high + pad];
  }
  const step = roundStep((high - low) / parts);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: Math.min(last - first, 50) + 1 }, (_, i) => (first + i) * step);
  return { from: first * step, to: last * step, ticks, label: (value) => formatPlain(value, step) };
}

function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5].find((factor) => factor * power >= atLeast * (1 - 1e-9)) ?? 10) * power;
}

const digitsAfter = (step: number) => Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));

/** A number of unknown unit, as exact as a step needs; very large and very small ones with an exponent. */
export function formatPlain(value: number, step: number): string {
  if (Math.abs(value) < step * 1e-6) return "0";
  const size = Math.abs(value);
  if (size < 1e9 && size >= 1e-4) return formatNumber(value, 0, digitsAfter(step));
  const [mantissa, exponent] = value.toExponential(Math.min(6, Math.max(0, Math.round(Math.log10(size / step))))).split("e");
  return `${formatNumber(Number(mantissa), 0, 6)}e${Number(exponent)}`;
}
