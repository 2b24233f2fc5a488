import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { LatencyHeat } from "../../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatSpan, formatTime, visibleText } from "../../../components/format.ts";
import { isPressed } from "../../../components/use-commands.ts";
import charts from "../charts.module.css";
import { chartKeys, gridActions, gridMoves } from "../commands.ts";
import { crosshair, useCrosshair } from "../crosshair.ts";
import { binAt } from "../distribution/steps.ts";
import { maxInOneChart } from "../drawn.ts";
import { Panels, usePanelSize } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { HeatLegend, HeatPanel } from "./HeatPanel.tsx";
import heatCss from "./heat.module.css";
import { toGrid, toLabels, toSpan, toThresholds } from "./heat-grid.ts";

export interface HeatChartProps {
  heat: LatencyHeat;
  onZoom(fromS: number, toS: number): void;
  onZoomOut(): boolean;
  /** The executions of a cell. */
  onOpen(engineId: string, startS: number, bin: number): void;
}

/** A map for each engine over the same times and latencies; a click leads to the executions of a cell, a drag selects a range of time. */
export function HeatChart({ heat, onZoom, onZoomOut, onOpen }: HeatChartProps) {
  const { engines, edgesMs, bucketSeconds } = heat;
  // Maps do not lie over each other: from the second engine on each has its own.
  const layout = usePanelSize(engines.length > 1 ? Math.max(engines.length, maxInOneChart + 1) : 1);
  const { size } = layout;
  const names = useMemo(() => engines.map(({ engineId }) => engineId), [engines]);
  const grid = useMemo(() => toGrid(size, heat), [size, heat]);
  const largest = useMemo(
    () => engines.reduce((most, { cells }) => cells.reduce((n, { count }) => Math.max(n, count), most), 0),
    [engines],
  );
  const thresholds = useMemo(() => toThresholds(largest), [largest]);
  const { fromS, toS } = useMemo(() => toSpan(heat), [heat]);
  const [active, setActive] = useState(0);
  const anchor = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  const bins = edgesMs.length - 1;
  const middle = (bin: number) => edgesMs[bin] ?? 0;
  const rangeAt = (fromX: number, toX: number) => {
    const [a, b] = [grid.at(fromX, 0).startS, grid.at(toX, 0).startS];
    return [Math.min(a, b), Math.max(a, b) + bucketSeconds] as const;
  };
  const zoom = (range: readonly [number, number]) => {
    anchor.current = null;
    crosshair.clear();
    onZoom(range[0], range[1]);
  };

  /** An empty cell leads nowhere. */
  function open(engine: LatencyHeat["engines"][number] | undefined, startS: number, bin: number) {
    if (engine?.cells.some((cell) => cell.startS === startS && cell.bin === bin)) onOpen(engine.engineId, startS, bin);
  }

  function mark(startS: number, bin: number, selects: boolean) {
    const from = crosshair.now().timeS;
    if (!selects) anchor.current = null;
    else anchor.current ??= from ?? startS;
    const start = anchor.current;
    crosshair.moveByKeys({
      timeS: startS,
      latencyMs: middle(bin),
      brushS: start === null ? null : [Math.min(start, startS), Math.max(start, startS) + bucketSeconds],
    });
    say(active, startS, bin);
  }

  function move(buckets: number, rows: number, selects = false) {
    const { timeS, latencyMs } = crosshair.now();
    if (timeS === null || latencyMs === null) return mark(fromS, Math.floor(bins / 2), selects);
    const startS = Math.max(fromS, Math.min(toS - bucketSeconds, timeS + buckets * bucketSeconds));
    mark(startS, Math.max(0, Math.min(bins - 1, binAt(edgesMs, latencyMs) + rows)), selects);
  }

  function say(index: number, startS: number, bin: number) {
    const one = engines[index];
    if (one !== undefined) setSaid(`${visibleText(one.engineId)}, ${toReading(heat, one, startS, bin)}`);
  }

  function change(step: number, element: Element) {
    const next = Math.max(0, Math.min(engines.length - 1, active + step));
    setActive(next);
    element.querySelector(`[data-panel="${next}"]`)?.scrollIntoView({ block: "nearest" });
    const { timeS, latencyMs } = crosshair.now();
    if (timeS !== null && latencyMs !== null) say(next, timeS, binAt(edgesMs, latencyMs));
  }

  function onKeyDown(event: KeyboardEvent) {
    const press = event.nativeEvent;
    if (isPressed(gridMoves.left, press)) move(-1, 0);
    else if (isPressed(gridMoves.right, press)) move(1, 0);
    else if (isPressed(gridMoves.up, press)) move(0, 1);
    else if (isPressed(gridMoves.down, press)) move(0, -1);
    else if (isPressed(chartKeys.selectLeft, press)) move(-1, 0, true);
    else if (isPressed(chartKeys.selectRight, press)) move(1, 0, true);
    else if (isPressed(gridMoves.nextPage, press)) change(1, event.currentTarget);
    else if (isPressed(gridMoves.previousPage, press)) change(-1, event.currentTarget);
    else if (isPressed(gridActions.open, press)) {
      const { brushS, timeS, latencyMs } = crosshair.now();
      const engine = engines[active];
      if (brushS !== null) zoom(brushS);
      else if (timeS !== null && latencyMs !== null) open(engine, timeS, binAt(edgesMs, latencyMs));
    } else if (isPressed(chartKeys.reset, press)) {
      if (crosshair.now().brushS !== null) {
        anchor.current = null;
        crosshair.moveByKeys({ brushS: null });
      } else if (!onZoomOut()) return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const chart = (engineId: string | null) => {
    const engine = engineId === null ? engines[0] : engines.find((one) => one.engineId === engineId);
    return engine === undefined ? null : <HeatPanel {...{ heat, engine, grid, thresholds, size }} />;
  };
  return (
    <div className={heatCss.body}>
      <HeatLegend labels={toLabels(thresholds, largest, formatCount)} />
      <div className={heatCss.maps}>
        <Panels
          layout={layout}
          engines={names}
          label="Latency heat map. Arrow keys move between cells, Page down to the next engine, Enter opens the executions of a cell, Shift and arrows select a range of time."
          active={active}
          onKeyDown={onKeyDown}
          onBlur={crosshair.clear}
          chart={chart}
          handlers={(engineId) => ({
            onMove: (x, y) => {
              const { startS, bin } = grid.at(x, y);
              crosshair.hover({ timeS: startS, latencyMs: middle(bin) });
            },
            onBrush: (fromX, toX) => crosshair.move({ timeS: grid.at(toX, 0).startS, brushS: rangeAt(fromX, toX) }),
            onBrushed: (fromX, toX) => zoom(rangeAt(fromX, toX)),
            onClick: (x, y) => {
              const { startS, bin } = grid.at(x, y);
              open(engineId === null ? engines[0] : engines.find((one) => one.engineId === engineId), startS, bin);
            },
            onLeave: crosshair.leave,
            onCancel: crosshair.clear,
          })}
          reading={(engineId) => <Reading heat={heat} engine={engines.find((one) => one.engineId === engineId)} />}
          tip={<Tip heat={heat} x={(startS) => grid.x(startS)} width={size.width} />}
        />
      </div>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </div>
  );
}

function toReading({ bucketSeconds, edgesMs }: LatencyHeat, engine: LatencyHeat["engines"][number], timeS: number, bin: number): string {
  const startS = Math.floor(timeS / bucketSeconds) * bucketSeconds;
  const count = engine.cells.find((cell) => cell.startS === startS && cell.bin === bin)?.count ?? 0;
  return `${formatTime(startS)} + ${formatSpan(bucketSeconds * 1000)}, ${formatMs(edgesMs[bin])} to ${formatMs(edgesMs[bin + 1])}: ${formatNoun(count, "execution")}`;
}

function Reading({ heat, engine }: { heat: LatencyHeat; engine: LatencyHeat["engines"][number] | undefined }) {
  const timeS = useCrosshair((at) => at.timeS);
  const latencyMs = useCrosshair((at) => at.latencyMs);
  if (engine === undefined) return null;
  const { bucketSeconds, edgesMs } = heat;
  if (timeS === null || latencyMs === null) return <span className={css.reading}>n {formatCount(engine.n)}</span>;
  const [startS, bin] = [Math.floor(timeS / bucketSeconds) * bucketSeconds, binAt(edgesMs, latencyMs)];
  const count = engine.cells.find((cell) => cell.startS === startS && cell.bin === bin)?.count ?? 0;
  return (
    <span className={css.reading}>
      {formatCount(count)} from {formatMs(edgesMs[bin])} to {formatMs(edgesMs[bin + 1])}
    </span>
  );
}

/** The numbers of the cell, over the map of a single engine. */
function Tip({ heat, x, width }: { heat: LatencyHeat; x(startS: number): number; width: number }) {
  const timeS = useCrosshair((at) => at.timeS);
  const latencyMs = useCrosshair((at) => at.latencyMs);
  const [engine] = heat.engines;
  if (timeS === null || latencyMs === null || engine === undefined) return null;
  const px = x(timeS);
  const side = px > width / 2 ? { right: width - px + 10 } : { left: px + 20 };
  return (
    <div className={`${charts.tip} ${css.floating}`} style={{ top: 6, ...side }}>
      {toReading(heat, engine, timeS, binAt(heat.edgesMs, latencyMs))}
    </div>
  );
}
