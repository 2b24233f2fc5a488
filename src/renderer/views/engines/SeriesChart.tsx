import { useMemo } from "react";
import { CartesianGrid, type DotItemDotProps, Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import type { EngineSeries } from "../../../contract/index.ts";
import { formatCount, formatMs, formatSpan, formatTime } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { axisLabel, axisProps, belowPx, ChartPanel, chartMargin, chartStyle, gridProps, NothingToDraw } from "./ChartPanel.tsx";
import css from "./charts.module.css";
import type { Drawn } from "./drawn.ts";
import { seriesInWords } from "./in-words.ts";
import { latencyAxis } from "./latency-axis.ts";
import { PercentileChips } from "./PercentileChips.tsx";
import { dashOf, markPath, PlaceMark, placeColor } from "./PlaceMark.tsx";
import { getLatencies, isOneMoment, type Line as LineOf, type TimeRow, timeRows, toLines } from "./series-data.ts";
import { timeTicks } from "./time-axis.ts";

export interface SeriesChartProps {
  series: EngineSeries;
  drawn: readonly Drawn[];
  /** The configured percentiles, and those shown. */
  percentiles: readonly number[];
  shown: readonly number[];
  onShown(percentiles: number[]): void;
  logarithmic: boolean;
  /** Whether the tip may lie over the chart beside it. */
  tipEscapes: boolean;
}

/** Latency percentiles over time: colour and mark identify the engine, the dash the percentile. */
export function SeriesChart({ series, drawn, percentiles, shown, onShown, logarithmic, tipEscapes }: SeriesChartProps) {
  const chart = useMemo(() => {
    const axis = latencyAxis(getLatencies(series, shown), logarithmic);
    const rows = timeRows(series, drawn, axis);
    const fromS = rows[0]?.startS ?? 0;
    const toS = (rows.at(-1)?.startS ?? 0) + series.bucketSeconds;
    const padS = isOneMoment(rows) ? series.bucketSeconds : (toS - fromS) * 0.02;
    return { axis, rows, fromS: fromS - padS, toS: toS + padS, time: timeTicks(fromS - padS, toS + padS, 6) };
  }, [series, drawn, shown, logarithmic]);
  const lines = toLines(drawn, shown);
  const bucket = formatSpan(series.bucketSeconds * 1000);
  const { axis, rows, time } = chart;
  return (
    <ChartPanel
      title="Latency over time"
      controls={<PercentileChips percentiles={percentiles} shown={shown} onShown={onShown} />}
      note={
        rows.length === 0
          ? ""
          : `Each point covers ${bucket}${isOneMoment(rows) ? "; all data falls into one point" : ""}${axis.zeroOnEdge ? "; 0 ms is drawn on the lower edge" : ""}.`
      }
      inWords={seriesInWords(series, drawn)}
    >
      {rows.length === 0 ? (
        <NothingToDraw>No selected engine reports latency in this range.</NothingToDraw>
      ) : (
        <LineChart responsive style={chartStyle} data={rows} margin={chartMargin} aria-label="Latency percentiles over time">
          <CartesianGrid {...gridProps} vertical={false} />
          <XAxis
            {...axisProps}
            dataKey="startS"
            type="number"
            domain={[chart.fromS, chart.toS]}
            ticks={time.ticks}
            tickFormatter={time.label}
            interval="preserveStart"
            height={belowPx}
            label={{ ...axisLabel, value: "local time" }}
          />
          <YAxis
            {...axisProps}
            type="number"
            domain={axis.domain}
            ticks={axis.ticks}
            tickFormatter={axis.label}
            width={58}
            interval={0}
            allowDataOverflow
          />
          <Tooltip
            isAnimationActive={false}
            allowEscapeViewBox={{ x: tipEscapes, y: false }}
            cursor={{ stroke: "var(--as-line-strong)" }}
            content={({ active, payload }) => (
              <BucketTip row={active ? (payload[0]?.payload as TimeRow | undefined) : undefined} series={series} shown={shown} />
            )}
          />
          {lines.map((line) => (
            <Line
              key={line.key}
              dataKey={line.key}
              name={`${line.engineId} p${line.percentile}`}
              stroke={placeColor(line.place)}
              strokeDasharray={dashOf(shown.indexOf(line.percentile))}
              strokeWidth={1.5}
              isAnimationActive={false}
              connectNulls={false}
              activeDot={false}
              dot={(dot: DotItemDotProps) => <PointMark dot={dot} rows={rows} line={line} filled={line.percentile === shown[0]} />}
            />
          ))}
        </LineChart>
      )}
    </ChartPanel>
  );
}

/**
 * The mark on a point: on every point of up to 40 rows; beyond that only on isolated points, which no line joins.
 * Filled for the first percentile, hollow for the others.
 */
function PointMark({ dot, rows, line, filled }: { dot: DotItemDotProps; rows: readonly TimeRow[]; line: LineOf; filled: boolean }) {
  const known = (index: number) => typeof rows[index]?.[line.key] === "number";
  const alone = !known(dot.index - 1) && !known(dot.index + 1);
  // The chart may still hold the points of the previous answer.
  const hasPlace = Number.isFinite(dot.cx) && Number.isFinite(dot.cy);
  if (!known(dot.index) || !hasPlace || !(alone || rows.length <= 40)) return <g />;
  const color = placeColor(line.place);
  return (
    <path
      d={markPath(line.place, Number(dot.cx), Number(dot.cy), 3)}
      fill={filled ? color : "var(--as-bg)"}
      stroke={color}
      strokeWidth={1.2}
      strokeDasharray="none"
    />
  );
}

function BucketTip({ row, series, shown }: { row: TimeRow | undefined; series: EngineSeries; shown: readonly number[] }) {
  if (row === undefined || row.buckets.length === 0) return null;
  return (
    <div className={css.tip}>
      <div className={css.tipTitle}>
        {formatTime(row.startS)} + {formatSpan(series.bucketSeconds * 1000)}
      </div>
      <table className={css.tipTable}>
        <thead>
          <tr>
            <td />
            <th>n</th>
            {shown.map((percentile) => (
              <th key={percentile}>p{percentile}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row.buckets.map((bucket) => (
            <tr key={bucket.place}>
              <td>
                <span className={css.tipName}>
                  <PlaceMark place={bucket.place} />
                  <EngineName id={bucket.engineId} />
                </span>
              </td>
              <td>{formatCount(bucket.n)}</td>
              {shown.map((percentile) => (
                <td key={percentile}>{formatMs(bucket.percentiles[series.percentiles.indexOf(percentile)])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
