import type { GrowthPoint, Tenths } from "../lib/part.ts";
import { grouped } from "../lib/words.ts";
import { type Chart, lineChart, plot } from "./svg.ts";

const costs: { name: string; ms: (point: GrowthPoint) => number }[] = [
  { name: "import", ms: (point) => point.importSeconds * 1000 },
  { name: "import again", ms: (point) => point.againSeconds * 1000 },
  { name: "open", ms: (point) => point.openMs },
  { name: "statistics", ms: (point) => point.statisticsMs },
  { name: "first page", ms: (point) => point.firstPageMs },
  { name: "next page", ms: (point) => point.nextPageMs },
];

/** Each cost by number of records. */
export function growthChart(points: readonly GrowthPoint[]): string {
  return logarithmicChart({
    title: "Each cost by number of records",
    xTitle: "records in the workspace",
    yTitle: "time",
    yLabel: (at) => (at >= 1000 ? `${grouped(at / 1000)} s` : `${at} ms`),
    series: costs.map(({ name, ms }) => ({ name, points: points.map((point): [number, number] => [point.records, ms(point)]) })),
  });
}

/** A chart over numbers of records, both axes logarithmic: ten times is one square. */
export function logarithmicChart({
  yLabel,
  ...chart
}: Pick<Chart, "title" | "xTitle" | "yTitle" | "series"> & { yLabel: (at: number) => string }): string {
  const points = chart.series.flatMap((one) => one.points);
  const xs = powers(points.map(([records]) => records));
  const ys = powers(points.map(([, value]) => value));
  return lineChart({
    ...chart,
    xTicks: xs.map((at) => ({ at, label: grouped(at) })),
    yTicks: ys.map((at) => ({ at, label: yLabel(at) })),
    x: logarithmic(xs, plot.left, plot.right),
    y: logarithmic(ys, plot.bottom, plot.top),
  });
}

/** Lines a second in each tenth of imports: a level line means that duplicate detection does not slow down. */
export function tenthsChart(imports: readonly Tenths[]): string {
  const step = 100_000;
  const top = Math.ceil(Math.max(...imports.flatMap(({ linesPerSecond }) => linesPerSecond)) / step) * step;
  const every = Math.max(step, Math.ceil(top / step / 6) * step);
  const ticks = Array.from({ length: Math.ceil(top / every) + 1 }, (_, i) => i * every);
  return lineChart({
    title: "Lines a second in each tenth of an import",
    xTitle: "tenth of the file",
    yTitle: "lines a second",
    xTicks: Array.from({ length: 10 }, (_, i) => ({ at: i + 1, label: String(i + 1) })),
    yTicks: ticks.map((at) => ({ at, label: grouped(at) })),
    x: (value) => plot.left + ((value - 1) / 9) * (plot.right - plot.left),
    y: (value) => plot.bottom - (value / (ticks.at(-1) ?? every)) * (plot.bottom - plot.top),
    series: imports.map(({ records, linesPerSecond }) => ({
      name: grouped(records),
      points: linesPerSecond.map((rate, i): [number, number] => [i + 1, rate]),
    })),
  });
}

/** The powers of ten that enclose these numbers, at least two. */
export function powers(values: readonly number[]): number[] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(Math.ceil(Math.log10(Math.max(...values))), from + 1);
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

function logarithmic(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const low = Math.log10(ticks[0] ?? 1);
  const high = Math.log10(ticks.at(-1) ?? 10);
  return (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
}
