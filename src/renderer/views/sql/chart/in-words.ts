import { formatNoun, formatNumber, visibleText } from "../../../components/format.ts";
import { type ChartData, chartLimits, type LeftOut, type Point } from "./chart-data.ts";
import { formatPlain } from "./scale.ts";

/** A chart in sentences. */

const maxName = 60;
const shorten = (name: string) => (name.length > maxName ? `${visibleText(name.slice(0, maxName))}…` : visibleText(name));

/** A value as exact as four digits. */
export const formatValue = (value: number | null): string =>
  value === null ? "no number" : formatPlain(value, Math.abs(value) * 1e-4 || 1);

/** Where a point stands on x. */
export function formatX({ xKind, kind, categories }: ChartData, { x }: Pick<Point, "x">): string {
  if (kind === "bars") return shorten(categories[x] ?? "");
  if (xKind !== "time") return formatValue(x);
  return new Date(x * 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/(?:\.000)?Z$/, "");
}

/** What the chart leaves out, and how it is drawn where that needs a word; "" for nothing. */
export function limitsInWords({ xName, scattered, categories, leftOut }: ChartData): string {
  const { withoutX, notFinite, repeated, every }: LeftOut = leftOut;
  const x = shorten(xName);
  return [
    leftOut.categories > 0 &&
      `First ${chartLimits.categories} of ${formatNumber(leftOut.categories + categories.length)} values of ${x} drawn; ORDER BY says which.`,
    leftOut.series > 0 && `${formatNoun(leftOut.series, "further value")} of the series not drawn: ${chartLimits.series} at most.`,
    every > 1 && `1 of ${every} rows drawn (at most ${formatNumber(chartLimits.points)} points); peaks may be missing.`,
    repeated > 0 && `${formatNoun(repeated, "row")} with the same ${x} not drawn: choose a series, or use GROUP BY.`,
    scattered && `Rows share a value of ${x}, so points are not joined.`,
    withoutX > 0 && `${formatNoun(withoutX, "row")} without ${x} not drawn.`,
    notFinite > 0 && `${formatNoun(notFinite, "value")} not finite, left as gaps.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(" ");
}

/** For who does not see it: what is drawn, and of each series its least, greatest and last value. */
export function chartInWords(data: ChartData): string[] {
  const { kind, series, xName } = data;
  const what = kind === "bars" ? "Bar chart" : data.scattered ? "Chart of points" : "Line chart";
  return [
    `${what} by ${shorten(xName)}, ${formatNoun(series.length, "series", "series")}.`,
    ...series.map((one) => inWords(one.name, one.points)),
  ];

  function inWords(name: string, points: readonly Point[]): string {
    const known = points.filter((point): point is Point & { y: number } => point.y !== null);
    const [first] = known;
    if (first === undefined) return `${shorten(name)}: no numbers.`;
    const least = known.reduce((a, b) => (b.y < a.y ? b : a), first);
    const greatest = known.reduce((a, b) => (b.y > a.y ? b : a), first);
    const say = (point: Point) => `${formatValue(point.y)} at ${formatX(data, point)}`;
    return `${shorten(name)}: ${formatNoun(known.length, "value")}, lowest ${say(least)}, highest ${say(greatest)}, last ${say(known.at(-1) ?? first)}.`;
  }
}
