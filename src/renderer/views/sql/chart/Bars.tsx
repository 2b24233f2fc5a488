import { visibleText } from "../../../components/format.ts";
import type { EngineStyle } from "../../../state/engine-style.ts";
import css from "./chart.module.css";
import type { ChartData } from "./chart-data.ts";
import { formatValue } from "./in-words.ts";
import { toScale } from "./scale.ts";

const signPx = 6.4;
const gapPx = 8;
const valuePx = 84;

interface BarsProps {
  data: ChartData;
  looks: readonly EngineStyle[];
  /** Of the bars of a single series. */
  colors: readonly string[];
  width: number;
}

/** A bar a value, from 0, in the order of the answer; each with its number. */
export function Bars({ data, looks, colors, width }: BarsProps) {
  const { categories, series } = data;
  const barPx = series.length === 1 ? 16 : 11;
  const rowPx = barPx * series.length + gapPx;
  const longest = Math.max(...categories.map((name) => visibleText(name).length), 1);
  const labelPx = Math.min(longest * signPx, width * 0.32, 260) + 10;
  const scale = toScale(
    series.flatMap(({ points }) => points.flatMap(({ y }) => (y === null ? [] : [y]))),
    4,
    true,
  );
  const toX = (value: number) => labelPx + ((value - scale.from) / (scale.to - scale.from)) * Math.max(10, width - labelPx - valuePx);
  const zero = toX(0);
  const height = categories.length * rowPx + gapPx;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.scroller} tabIndex={0} aria-label={`Bars of the answer by ${visibleText(data.xName)}`}>
      <svg data-chart="" width={width} height={height} aria-hidden="true">
        {categories.map((name, i) => (
          <text key={name} x={labelPx - 8} y={gapPx + i * rowPx + (rowPx - gapPx) / 2 + 4} textAnchor="end" fill="var(--as-text)">
            <title>{visibleText(name)}</title>
            {cutMiddle(visibleText(name), Math.floor((labelPx - 10) / signPx))}
          </text>
        ))}
        {series.map(({ key, points }, s) =>
          points.map(({ x, y }) => {
            const top = gapPx + x * rowPx + s * barPx;
            const end = y === null ? zero : toX(y);
            return (
              <g key={`${key} ${x}`}>
                <rect
                  x={Math.min(zero, end)}
                  y={top}
                  width={Math.abs(end - zero)}
                  height={barPx - 2}
                  fill={series.length === 1 ? colors[x] : looks[s]?.color}
                />
                <text x={Math.max(zero, end) + 5} y={top + barPx - (series.length === 1 ? 5 : 3)}>
                  {formatValue(y)}
                </text>
              </g>
            );
          }),
        )}
        <line x1={zero} x2={zero} y1={gapPx / 2} y2={height - gapPx / 2} stroke="var(--as-line-strong)" />
      </svg>
    </section>
  );
}

/** A name that is too long keeps its beginning and its end. */
function cutMiddle(name: string, most: number): string {
  const signs = [...name];
  if (signs.length <= most) return name;
  const tail = Math.floor((most - 1) / 3);
  return `${signs.slice(0, Math.max(1, most - 1 - tail)).join("")}…${tail > 0 ? signs.slice(-tail).join("") : ""}`;
}
