import { memo, useMemo } from "react";
import { Axes } from "../../../components/Axes.tsx";
import { visibleText } from "../../../components/format.ts";
import { shapePath } from "../../../state/engine-style.ts";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { useCrosshair } from "../crosshair.ts";
import type { LatencyAxis } from "../latency-axis.ts";
import { LimitLine } from "../plot/LimitLine.tsx";
import type { Size } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { styleOf } from "../plot/style-of.ts";
import { timeTicks } from "../time-axis.ts";
import type { Limit } from "../use-objectives.ts";
import { type Geometry, toGeometry } from "./geometry.ts";
import { bandPath, barsPath, linePath } from "./paths.ts";
import { type TimeLine, type TimeLines, toRuns } from "./time-lines.ts";

/** Beyond so many points a line has marks only where no neighbour joins it. */
const maxMarked = 60;

export interface TimePanelProps {
  /** Of all charts: buckets and largest count are shared. */
  data: TimeLines;
  /** What this chart shows. */
  lines: readonly TimeLine[];
  /** Latency objectives. */
  limits: readonly Limit[];
  axis: LatencyAxis;
  size: Size;
}

/** One chart over time: lines with their bands, the counts below, and the crosshair. */
export const TimePanel = memo(function TimePanel({ data, lines, limits, axis, size }: TimePanelProps) {
  const { width, height, small } = size;
  const geometry = useMemo(() => toGeometry({ width, height, small }, data, axis), [width, height, small, data, axis]);
  const { left, right, top, bottom, stripTop, stripBottom } = geometry;
  const xTicks = useMemo(() => {
    const [fromS, toS] = [geometry.timeAt(left), geometry.timeAt(right)];
    const { ticks, label } = timeTicks(fromS, toS, Math.max(1, Math.floor((right - left) / 85)));
    return ticks.map((tick) => ({ at: geometry.xOf(tick), label: label(tick) }));
  }, [geometry, left, right]);
  const yTicks = useMemo(() => {
    const every = Math.max(1, Math.ceil(axis.ticks.length / Math.max(2, (bottom - top) / 26)));
    const [low, high] = axis.domain;
    return axis.ticks
      .filter((_, index) => index % every === 0)
      .map((tick) => ({ at: bottom - ((tick - low) / (high - low || 1)) * (bottom - top), label: axis.label(tick) }));
  }, [axis, bottom, top]);
  return (
    <svg
      className={css.plot}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      data-chart={small ? visibleText(lines[0]?.engineId ?? "") : ""}
    >
      <Axes {...{ left, right, top, bottom, xTicks, yTicks }} labelsAt={stripBottom} {...(small ? {} : { xLabel: "local time" })} />
      <text x={left - 6} y={(stripTop + stripBottom) / 2 + 4} textAnchor="end">
        n
      </text>
      <Lines data={data} lines={lines} geometry={geometry} />
      {limits.map((limit) => (
        <LimitLine key={limit.label} {...{ limit, small, left, right, top, bottom }} y={geometry.y(limit.ms)} />
      ))}
      <Crosshair data={data} geometry={geometry} />
    </svg>
  );
});

const Lines = memo(function Lines({ data, lines, geometry }: { data: TimeLines; lines: readonly TimeLine[]; geometry: Geometry }) {
  const styles = useEngineStyles();
  const { stripTop, stripBottom, bucketPx } = geometry;
  const shown = useMemo(
    () =>
      lines.map(({ engineId, points }, index) => {
        const runs = toRuns(points, data.bucketSeconds);
        const marked = points.length <= maxMarked ? points : runs.filter((run) => run.length === 1).flat();
        const each = Math.max(1, (bucketPx * 0.8) / lines.length);
        const shift = (index - (lines.length - 1) / 2) * each;
        const bars = { base: stripBottom, height: stripBottom - stripTop, width: each, most: data.mostN };
        return {
          engineId,
          marked,
          line: linePath(runs, geometry),
          band: bandPath(runs, geometry),
          bars: barsPath(points, (startS) => geometry.x(startS) + shift, bars),
        };
      }),
    [lines, data, geometry, stripTop, stripBottom, bucketPx],
  );
  return (
    <>
      {shown.map(({ engineId, band, bars }) => {
        const { color } = styleOf(styles, engineId);
        return (
          <g key={engineId}>
            {band !== "" && <path d={band} fill={color} fillOpacity={0.16} />}
            {bars !== "" && <path d={bars} fill={color} fillOpacity={0.55} />}
          </g>
        );
      })}
      {shown.map(({ engineId, line, marked }) => {
        const { color, shape, dash } = styleOf(styles, engineId);
        return (
          <g key={engineId}>
            {line !== "" && <path d={line} fill="none" stroke={color} strokeWidth={1.6} strokeDasharray={dash} strokeLinejoin="round" />}
            {marked.map(({ startS, value, weak }) => (
              <path
                key={startS}
                d={shapePath(shape, geometry.x(startS), geometry.y(value), 2.8)}
                fill={weak ? "var(--as-bg)" : color}
                stroke={color}
                strokeWidth={1.1}
              />
            ))}
          </g>
        );
      })}
    </>
  );
});

/** The marked bucket, and the range that is being selected. */
function Crosshair({ data, geometry }: { data: TimeLines; geometry: Geometry }) {
  const timeS = useCrosshair((crosshair) => crosshair.timeS);
  const brush = useCrosshair((crosshair) => crosshair.brushS);
  const { left, right, top, stripBottom, xOf, x } = geometry;
  const inside = (at: number) => Math.max(left, Math.min(right, at));
  const isHere = timeS !== null && timeS >= data.fromS && timeS < data.toS;
  return (
    <g data-crosshair>
      {isHere && <line x1={x(timeS)} x2={x(timeS)} y1={top} y2={stripBottom} stroke="var(--as-text)" strokeOpacity={0.55} />}
      {brush !== null && (
        <rect
          x={inside(xOf(brush[0]))}
          width={Math.max(1, inside(xOf(brush[1])) - inside(xOf(brush[0])))}
          y={top}
          height={stripBottom - top}
          fill="var(--as-accent)"
          fillOpacity={0.14}
          stroke="var(--as-accent)"
          strokeOpacity={0.6}
        />
      )}
    </g>
  );
}
