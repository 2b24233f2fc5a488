import { memo, useMemo } from "react";
import { Axes } from "../../../components/Axes.tsx";
import { formatPercent, visibleText } from "../../../components/format.ts";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { useCrosshair } from "../crosshair.ts";
import type { LatencyAxis } from "../latency-axis.ts";
import { LimitLine } from "../plot/LimitLine.tsx";
import type { Size } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { styleOf } from "../plot/style-of.ts";
import type { Limit } from "../use-objectives.ts";
import { type Bins, cumulative, type DistributionShape, type Spread } from "./steps.ts";

interface XScale {
  left: number;
  right: number;
  x(ms: number): number;
  msAt(x: number): number;
}

/** Latency along the width. */
export function toXScale({ width, small }: Size, axis: LatencyAxis): XScale {
  const left = small ? 40 : 46;
  const right = Math.max(left + 10, width - (small ? 10 : 16));
  const [low, high] = axis.domain;
  return {
    left,
    right,
    x: (ms) => left + ((axis.place(ms) - low) / (high - low || 1)) * (right - left),
    msAt: (x) => axis.msAt(low + ((Math.max(left, Math.min(right, x)) - left) / (right - left)) * (high - low)),
  };
}

interface DistributionPanelProps {
  bins: Bins;
  /** One engine; null: all. */
  only: string | null;
  /** Latency objectives. */
  limits: readonly Limit[];
  shape: DistributionShape;
  axis: LatencyAxis;
  /** Ticks of the shares, 0 to the highest. */
  shares: readonly number[];
  size: Size;
}

const round = (value: number) => Math.round(value * 10) / 10;

export const DistributionPanel = memo(function DistributionPanel({
  bins,
  only,
  limits,
  shape,
  axis,
  shares,
  size,
}: DistributionPanelProps) {
  const styles = useEngineStyles();
  const { width, height, small } = size;
  const scale = useMemo(() => toXScale({ width, height, small }, axis), [width, height, small, axis]);
  const { left, right, x } = scale;
  const [top, bottom] = [small ? 6 : 8, Math.max(20, height - (small ? 18 : 34))];
  const y = (share: number) => bottom - (share / (shares.at(-1) ?? 1)) * (bottom - top);
  const [low, high] = axis.domain;
  const xTicks = axis.ticks.map((tick) => ({ at: left + ((tick - low) / (high - low || 1)) * (right - left), label: axis.label(tick) }));
  const every = small ? 2 : 1;
  const yTicks = shares.filter((_, i) => i % every === 0).map((share) => ({ at: y(share), label: formatPercent(share, 0) }));
  const engines = only === null ? bins.engines : bins.engines.filter(({ engineId }) => engineId === only);
  const toPath = (engine: Spread) => {
    if (shape === "ecdf")
      return `M${cumulative(engine)
        .map((below, i) => `${round(x(bins.edgesMs[i] ?? 0))} ${round(y(below / engine.n))}`)
        .join("L")}`;
    const steps = engine.counts.map((count, i) => `V${round(y(count / engine.n))}H${round(x(bins.edgesMs[i + 1] ?? 0))}`);
    return `M${round(x(bins.edgesMs[0] ?? 0))} ${round(bottom)}${steps.join("")}V${round(bottom)}`;
  };
  return (
    <svg
      className={css.plot}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      data-chart={only === null ? "" : visibleText(only)}
    >
      <Axes {...{ left, right, top, bottom, xTicks, yTicks }} {...(small ? {} : { xLabel: "latency" })} />
      {engines.map((engine) => {
        const { color, dash } = styleOf(styles, engine.engineId);
        const fill = shape === "histogram" ? { fill: color, fillOpacity: 0.08 } : { fill: "none" };
        return (
          <path
            key={engine.engineId}
            d={toPath(engine)}
            {...fill}
            stroke={color}
            strokeWidth={1.6}
            strokeDasharray={dash}
            strokeLinejoin="round"
          />
        );
      })}
      {limits.map((limit, index) => (
        <LimitLine key={limit.label} {...{ limit, index, left, right, top, bottom }} small={small || limits.length > 1} x={x(limit.ms)} />
      ))}
      <Crosshair scale={scale} top={top} bottom={bottom} />
    </svg>
  );
});

function Crosshair({ scale: { left, right, x }, top, bottom }: { scale: XScale; top: number; bottom: number }) {
  const latencyMs = useCrosshair((crosshair) => crosshair.latencyMs);
  const brush = useCrosshair((crosshair) => crosshair.brushMs);
  const inside = (at: number) => Math.max(left, Math.min(right, at));
  return (
    <g data-crosshair>
      {latencyMs !== null && (
        <line x1={inside(x(latencyMs))} x2={inside(x(latencyMs))} y1={top} y2={bottom} stroke="var(--as-text)" strokeOpacity={0.55} />
      )}
      {brush !== null && (
        <rect
          x={inside(x(brush[0]))}
          width={Math.max(1, inside(x(brush[1])) - inside(x(brush[0])))}
          y={top}
          height={bottom - top}
          fill="var(--as-accent)"
          fillOpacity={0.14}
          stroke="var(--as-accent)"
          strokeOpacity={0.6}
        />
      )}
    </g>
  );
}
