import { memo, useMemo } from "react";
import type { LatencyHeat } from "../../../../contract/index.ts";
import { Axes } from "../../../components/Axes.tsx";
import { visibleText } from "../../../components/format.ts";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { useCrosshair } from "../crosshair.ts";
import { binAt } from "../distribution/steps.ts";
import type { Size } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { styleOf } from "../plot/style-of.ts";
import { type HeatGrid, opacities, toPaths } from "./heat-grid.ts";

interface HeatPanelProps {
  heat: LatencyHeat;
  engine: LatencyHeat["engines"][number];
  grid: HeatGrid;
  thresholds: readonly number[];
  size: Size;
}

/** The map of one engine, in its colour. */
export const HeatPanel = memo(function HeatPanel({ heat, engine, grid, thresholds, size }: HeatPanelProps) {
  const { color } = styleOf(useEngineStyles(), engine.engineId);
  const paths = useMemo(() => toPaths(engine, grid, thresholds), [engine, grid, thresholds]);
  const { left, right, top, bottom, xTicks, yTicks } = grid;
  const { width, height, small } = size;
  return (
    <svg
      className={css.plot}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      data-chart={small ? visibleText(engine.engineId) : ""}
    >
      <Axes {...{ left, right, top, bottom, xTicks, yTicks }} {...(small ? {} : { xLabel: "local time" })} />
      {paths.map((path, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the classes are fixed
        <path key={i} d={path} fill={color} fillOpacity={opacities[i + opacities.length - paths.length]} />
      ))}
      <Marked heat={heat} grid={grid} />
    </svg>
  );
});

/** The cell at the crosshair, and the range of time that is being selected. */
function Marked({ heat: { bucketSeconds, edgesMs }, grid }: { heat: LatencyHeat; grid: HeatGrid }) {
  const timeS = useCrosshair((crosshair) => crosshair.timeS);
  const latencyMs = useCrosshair((crosshair) => crosshair.latencyMs);
  const brush = useCrosshair((crosshair) => crosshair.brushS);
  const { left, right, top, bottom, bucketPx, rowPx } = grid;
  const inside = (x: number) => Math.max(left, Math.min(right, x));
  return (
    <g data-crosshair>
      {timeS !== null && latencyMs !== null && grid.x(timeS) >= left - 1 && grid.x(timeS) < right && (
        <rect
          x={Math.floor(timeS / bucketSeconds) * bucketSeconds === timeS ? grid.x(timeS) : grid.x(timeS) - bucketPx / 2}
          y={grid.y(binAt(edgesMs, latencyMs))}
          width={Math.max(2, bucketPx)}
          height={Math.max(2, rowPx)}
          fill="none"
          stroke="var(--as-text)"
          strokeWidth={1.5}
        />
      )}
      {brush !== null && (
        <rect
          x={inside(grid.x(brush[0]))}
          width={Math.max(1, inside(grid.x(brush[1])) - inside(grid.x(brush[0])))}
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

/** What the colours hold; it is in saved charts, too. */
export function HeatLegend({ labels }: { labels: readonly string[] }) {
  const room = labels.map((label) => 22 + label.length * 6.6);
  const starts = room.map((_, i) => 120 + room.slice(0, i).reduce((sum, one) => sum + one, 0));
  const width = 120 + room.reduce((sum, one) => sum + one, 0);
  return (
    <svg
      className={css.plot}
      style={{ cursor: "default" }}
      width={width}
      height={16}
      viewBox={`0 0 ${width} 16`}
      data-chart=""
      role="img"
      aria-label={`Executions in a cell, pale to strong: ${labels.join(", ")}`}
    >
      <text x={4} y={12}>
        executions in a cell
      </text>
      {labels.map((label, i) => (
        <g key={label}>
          <rect
            x={starts[i]}
            y={3}
            width={11}
            height={11}
            fill="var(--as-text)"
            fillOpacity={opacities[i + opacities.length - labels.length]}
          />
          <text x={(starts[i] ?? 0) + 15} y={12}>
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
