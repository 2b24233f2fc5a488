import { comparisonHeadline, type EngineComparison, highlightedPercentiles } from "../../../../contract/index.ts";
import { formatMs, formatTick } from "../../../components/format.ts";
import css from "./comparing.module.css";
import { type ShiftPoint, toShiftChart } from "./shift-chart-data.ts";

const size = { width: 640, height: 260 };
const margin = { left: 64, right: 16, top: 12, bottom: 28 };

const isHighlighted = ({ percentile }: ShiftPoint) => highlightedPercentiles.some((one) => one === percentile);

/** How far B's latency is from A's at each percentile, with its interval; the table below has the same numbers. */
export function ShiftChart({ comparison }: { comparison: EngineComparison }) {
  const { points, bands, ticks } = toShiftChart(comparison.latency);
  const [bottom, top] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const x = (at: number) => margin.left + at * (size.width - margin.left - margin.right);
  const y = (value: number) => margin.top + ((top - value) / (top - bottom)) * (size.height - margin.top - margin.bottom);
  const line = (some: readonly { x: number }[], of: (i: number) => number) =>
    some.map((point, i) => `${x(point.x).toFixed(1)},${y(of(i)).toFixed(1)}`).join(" ");
  return (
    <svg
      className={css.chart}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={`Shift of latency at each percentile, B minus A. ${comparisonHeadline(comparison)}`}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? css.zero : css.grid} x1={margin.left} x2={size.width - margin.right} y1={y(tick)} y2={y(tick)} />
          <text className={css.tick} x={margin.left - 8} y={y(tick) + 4} textAnchor="end">
            {tick > 0 ? `+${formatTick(tick)}` : tick < 0 ? `−${formatTick(-tick)}` : "0"}
          </text>
        </g>
      ))}
      {bands.map((band) =>
        band.length === 1 ? (
          <line
            key={band[0]?.percentile}
            className={css.whisker}
            x1={x(band[0]?.x ?? 0)}
            x2={x(band[0]?.x ?? 0)}
            y1={y(band[0]?.low ?? 0)}
            y2={y(band[0]?.high ?? 0)}
          />
        ) : (
          <polygon
            key={band[0]?.percentile}
            className={css.band}
            points={`${line(band, (i) => band[i]?.high ?? 0)} ${line([...band].reverse(), (i) => band[band.length - 1 - i]?.low ?? 0)}`}
          />
        ),
      )}
      <polyline className={css.shift} points={line(points, (i) => points[i]?.value ?? 0)} />
      {points.map((point) => (
        <g key={point.percentile}>
          <circle
            className={css.dot}
            data-claimed={point.verdict === "more" || point.verdict === "less"}
            cx={x(point.x)}
            cy={y(point.value)}
            r={isHighlighted(point) ? 4.5 : 3}
          >
            <title>{`p${point.percentile}: ${formatMs(point.value)} (${formatMs(point.low)} to ${formatMs(point.high)})`}</title>
          </circle>
          <text className={css.tick} data-strong={isHighlighted(point)} x={x(point.x)} y={size.height - 8} textAnchor="middle">
            p{point.percentile}
          </text>
        </g>
      ))}
    </svg>
  );
}
