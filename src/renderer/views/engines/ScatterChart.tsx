import { useMemo } from "react";
import { CartesianGrid, Scatter, ScatterChart, type ScatterShapeProps, Tooltip, XAxis, YAxis } from "recharts";
import type { EngineStats } from "../../../contract/index.ts";
import { formatCount, formatMs, formatScore } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { shapePath } from "../../state/engine-style.ts";
import { useEngineStyle } from "../../state/engine-styles.ts";
import { axisLabel, axisProps, belowPx, ChartPanel, chartMargin, chartStyle, gridProps, NothingToDraw } from "./ChartPanel.tsx";
import css from "./charts.module.css";
import { chosenPoints, type ScatterPoint, scatterInWords, scatterPoints } from "./in-words.ts";
import { latencyAxis } from "./latency-axis.ts";

export interface LatencyQualityProps {
  rows: readonly EngineStats[];
  percentiles: readonly number[];
  drawn: readonly string[];
  logarithmic: boolean;
}

/** Median latency against mean quality, one point an engine; drawn engines keep their mark, the others are grey rings. */
export function LatencyQualityChart({ rows, percentiles, drawn, logarithmic }: LatencyQualityProps) {
  const medianIndex = percentiles.indexOf(50);
  const all = useMemo(() => scatterPoints(rows, medianIndex, drawn), [rows, medianIndex, drawn]);
  const points = useMemo(() => chosenPoints(all), [all]);
  const axis = useMemo(
    () =>
      latencyAxis(
        points.map((point) => point.p50),
        logarithmic,
      ),
    [points, logarithmic],
  );
  const data = useMemo(() => points.map((point) => ({ ...point, x: axis.place(point.p50) })), [points, axis]);
  return (
    <ChartPanel
      title="Latency vs quality"
      note={points.length === 0 ? "" : toNote(points.length, all.length, rows.length)}
      inWords={scatterInWords(points, all.length)}
    >
      {points.length === 0 ? (
        <NothingToDraw>{explainNothing(rows, medianIndex)}</NothingToDraw>
      ) : (
        <ScatterChart responsive style={chartStyle} data={data} margin={chartMargin} aria-label="Median latency vs mean quality">
          <CartesianGrid {...gridProps} />
          <XAxis
            {...axisProps}
            dataKey="x"
            type="number"
            domain={axis.domain}
            ticks={axis.ticks}
            tickFormatter={axis.label}
            interval="preserveStart"
            height={belowPx}
            label={{ ...axisLabel, value: "p50 latency" }}
          />
          <YAxis {...axisProps} dataKey="quality" type="number" domain={[0, 1]} ticks={[0, 0.25, 0.5, 0.75, 1]} width={44} />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ active, payload }) => <PointTip point={active ? (payload[0]?.payload as ScatterPoint | undefined) : undefined} />}
          />
          <Scatter data={data} isAnimationActive={false} shape={(point: ScatterShapeProps) => <PointMark {...point} />} />
        </ScatterChart>
      )}
    </ChartPanel>
  );
}

function toNote(shown: number, both: number, engines: number): string {
  const have = `${formatCount(both)} of ${formatCount(engines)} engines report both.`;
  const some = `${formatCount(shown)} of ${formatCount(both)} shown: the selected engines, the extremes and those with the most data.`;
  return `${shown < both ? some : have} Better is up and left.`;
}

function explainNothing(rows: readonly EngineStats[], medianIndex: number): string {
  if (medianIndex < 0) return "The median is not among the configured percentiles: add 50 to compute_percentiles in Settings.";
  const rated = rows.filter((row) => row.quality.mean !== null).length;
  if (rated === 0) return "No engine in this range reports a quality score.";
  return "No engine in this range reports both latency and quality.";
}

function PointMark({ cx, cy, payload }: ScatterShapeProps) {
  const { drawn, engineId } = payload as ScatterPoint;
  const { color, shape } = useEngineStyle(engineId);
  if (cx === undefined || cy === undefined) return <g />;
  if (!drawn) return <circle cx={cx} cy={cy} r={4} fill="none" stroke="var(--as-muted)" strokeWidth={1.3} />;
  return <path d={shapePath(shape, cx, cy, 5)} fill={color} />;
}

function PointTip({ point }: { point: ScatterPoint | undefined }) {
  if (point === undefined) return null;
  return (
    <div className={css.tip}>
      <div className={css.tipName}>
        <EngineName id={point.engineId} />
      </div>
      <div>
        p50 {formatMs(point.p50)} <span className="muted">n {formatCount(point.n)}</span>
      </div>
      <div>
        quality {formatScore(point.quality)} <span className="muted">n {formatCount(point.qualityN)}</span>
      </div>
    </div>
  );
}
