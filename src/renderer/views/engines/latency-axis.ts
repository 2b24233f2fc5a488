import { formatTick } from "../../components/format.ts";

/**
 * The latency axis of a chart, linear or logarithmic. The chart itself is always linear: a logarithmic axis
 * plots the exponent, so that 0 ms, which has none, can be put on the lower edge instead of vanishing.
 */
export interface LatencyAxis {
  domain: [number, number];
  ticks: number[];
  /** The coordinate of a latency on this axis. */
  place(ms: number): number;
  /** The latency at a coordinate. */
  msAt(at: number): number;
  /** The label of a tick. */
  label(at: number): string;
  /** Whether some value is 0 ms and is drawn on the lower edge, since it has no logarithm. */
  zeroOnEdge: boolean;
}

/**
 * @param values every latency that will be drawn, in ms.
 * @param logarithmic whether equal steps are equal ratios.
 */
export function latencyAxis(values: readonly number[], logarithmic: boolean): LatencyAxis {
  return logarithmic ? logAxis(values) : linearAxis(values);
}

function linearAxis(values: readonly number[]): LatencyAxis {
  const ticks = roundTicks(values.reduce((most, value) => Math.max(most, value), 0));
  return { domain: [0, ticks.at(-1) ?? 1], ticks, place: (ms) => ms, msAt: (at) => at, label: formatTick, zeroOnEdge: false };
}

/** Ticks from 0 to the first round number at or above `largest`, about `parts` of them. */
export function roundTicks(largest: number, parts = 4): number[] {
  const step = niceStep(largest > 0 ? largest / parts : 1);
  const count = Math.max(1, Math.ceil(largest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below `atLeast`. */
export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function logAxis(values: readonly number[]): LatencyAxis {
  const positive = values.filter((value) => value > 0);
  const smallest = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const largest = positive.reduce((most, value) => Math.max(most, value), 0);
  if (positive.length === 0) return { ...logAxis([1, 10]), zeroOnEdge: values.length > 0 };
  const low = stepsBelow(smallest);
  const high = stepsAbove(largest, low);
  const floor = Math.log10(low);
  const zeroOnEdge = values.some((value) => value === 0);
  return {
    domain: [floor, Math.log10(high)],
    ticks: logTicks(low, high).map((value) => Math.log10(value)),
    place: (ms) => (ms > low ? Math.log10(ms) : floor),
    msAt: (at) => 10 ** at,
    label: (at) => formatTick(10 ** at),
    zeroOnEdge,
  };
}

const factors = [1, 2, 5];

function stepsBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = factors.findLast((candidate) => candidate * power <= value * (1 + 1e-9)) ?? 1;
  return factor * power;
}

function stepsAbove(value: number, low: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Math.max(factor * power, low * 2);
}

/** 1-2-5 ticks over few decades, whole decades over many. */
function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const used = decades <= 2.5 ? factors : [1];
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const every = used.length === 1 ? Math.max(1, Math.ceil((last - first) / 6)) : 1;
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of used) ticks.push(factor * 10 ** power);
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}
