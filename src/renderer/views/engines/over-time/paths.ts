import type { TimePoint } from "./time-lines.ts";

/** SVG paths of a line over time. Coordinates are rounded to a tenth of a pixel; there is never one that is not a number. */

export interface Scales {
  /** Of the middle of the bucket that starts then. */
  x(startS: number): number;
  y(ms: number): number;
}

const round = (value: number) => Math.round(value * 10) / 10;
const at = (x: number, y: number) => `${round(x)} ${round(y)}`;

export function linePath(runs: readonly (readonly TimePoint[])[], { x, y }: Scales): string {
  const joined = runs.filter((run) => run.length > 1);
  return joined.map((run) => `M${run.map(({ startS, value }) => at(x(startS), y(value))).join("L")}`).join("");
}

/** Between the ends of the intervals; an open end is drawn at the line: nothing is known beyond it. Runs of one point get a bar. */
export function bandPath(runs: readonly (readonly TimePoint[])[], { x, y }: Scales): string {
  const known = runs.map((run) => run.filter(({ low, high }) => low !== undefined && high !== undefined));
  return known
    .filter((run) => run.length > 0)
    .map((run) => {
      const pad = run.length === 1 ? 2 : 0;
      const upper = run.map(({ startS, value, high }) => [x(startS), y(high ?? value)] as const);
      const lower = run.map(({ startS, value, low }) => [x(startS), y(low ?? value)] as const).reverse();
      const [first, last] = [upper[0], upper.at(-1)];
      const corners = pad === 0 || first === undefined || last === undefined ? [...upper, ...lower] : widen([...upper, ...lower], pad);
      return `M${corners.map(([px, py]) => at(px, py)).join("L")}Z`;
    })
    .join("");
}

/** A vertical line as a narrow bar. */
function widen([upper, lower]: (readonly [number, number])[], pad: number): (readonly [number, number])[] {
  if (upper === undefined || lower === undefined) return [];
  return [
    [upper[0] - pad, upper[1]],
    [upper[0] + pad, upper[1]],
    [lower[0] + pad, lower[1]],
    [lower[0] - pad, lower[1]],
  ];
}

/** Bars of counts as one path. @param base their foot, `height` that of `most`, `width` of a bar, all in px. */
export function barsPath(
  counts: readonly { startS: number; n: number }[],
  x: (startS: number) => number,
  { base, height, width, most }: { base: number; height: number; width: number; most: number },
): string {
  return counts
    .map(({ startS, n }) => {
      const tall = Math.max(1, (n / Math.max(1, most)) * height);
      return `M${at(x(startS) - width / 2, base)}h${round(width)}v${round(-tall)}h${round(-width)}z`;
    })
    .join("");
}
