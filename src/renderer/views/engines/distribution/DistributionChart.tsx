import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { formatCount, formatMs, formatPercent, visibleText } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import { isPressed } from "../../../components/use-commands.ts";
import charts from "../charts.module.css";
import { chartKeys, gridActions, gridMoves } from "../commands.ts";
import { crosshair, useCrosshair } from "../crosshair.ts";
import { latencyAxis, roundTicks } from "../latency-axis.ts";
import { Panels, usePanelSize } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { limitsInWords, toLimits, useObjectives } from "../use-objectives.ts";
import { DistributionPanel, toXScale } from "./DistributionPanel.tsx";
import { type Bins, binAt, cumulative, type DistributionShape, largestShare, type Spread } from "./steps.ts";

interface DistributionChartProps {
  bins: Bins;
  shape: DistributionShape;
  logarithmic: boolean;
  onOpen(engines: readonly string[], fromMs: number, toMs?: number): void;
}

/** The shares of the engines over latency; a click or a dragged range leads to the executions. */
export function DistributionChart({ bins, shape, logarithmic, onOpen }: DistributionChartProps) {
  const { edgesMs, engines } = bins;
  const layout = usePanelSize(engines.length);
  const { size } = layout;
  const names = useMemo(() => engines.map(({ engineId }) => engineId), [engines]);
  const objectives = useObjectives();
  const limits = useMemo(() => toLimits(objectives, names), [objectives, names]);
  const limitsOf = useMemo(() => new Map(names.map((engine) => [engine, toLimits(objectives, [engine])])), [objectives, names]);
  const axis = useMemo(() => latencyAxis([...edgesMs, ...limits.map(({ ms }) => ms)], logarithmic), [edgesMs, limits, logarithmic]);
  const shares = useMemo(() => (shape === "ecdf" ? [0, 0.25, 0.5, 0.75, 1] : roundTicks(largestShare(bins))), [bins, shape]);
  const scale = useMemo(() => toXScale(size, axis), [size, axis]);
  const [active, setActive] = useState(0);
  const anchor = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  const bin = (ms: number) => binAt(edgesMs, ms);
  const edge = (index: number) => edgesMs[Math.max(0, Math.min(edgesMs.length - 1, index))] ?? 0;
  const range = (a: number, b: number) => [edge(bin(Math.min(a, b))), edge(bin(Math.max(a, b)) + 1)] as const;
  const brushed = (fromX: number, toX: number) => range(scale.msAt(fromX), scale.msAt(toX));

  /** What is behind a place: of the histogram its bin, of the ECDF everything from there on. */
  function openAt(some: readonly string[], ms: number) {
    const at = bin(ms);
    if (shape === "ecdf") onOpen(some, edge(at));
    else onOpen(some, edge(at), edge(at + 1));
  }

  function move(step: number, selects: boolean) {
    const from = crosshair.now().latencyMs;
    const to = from === null ? (step > 0 ? 0 : edgesMs.length - 2) : Math.max(0, Math.min(edgesMs.length - 2, bin(from) + step));
    const latencyMs = edge(to);
    if (!selects) anchor.current = null;
    else anchor.current ??= from ?? latencyMs;
    crosshair.moveByKeys({ latencyMs, brushMs: anchor.current === null ? null : range(anchor.current, latencyMs) });
    say(active, to);
  }

  function say(index: number, at: number) {
    const one = engines[index];
    if (one !== undefined) setSaid(`${visibleText(one.engineId)}, ${toReading(one, edgesMs, at, shape)}`);
  }

  function onKeyDown(event: KeyboardEvent) {
    const press = event.nativeEvent;
    if (isPressed(gridMoves.left, press)) move(-1, false);
    else if (isPressed(gridMoves.right, press)) move(1, false);
    else if (isPressed(chartKeys.selectLeft, press)) move(-1, true);
    else if (isPressed(chartKeys.selectRight, press)) move(1, true);
    else if (isPressed(gridMoves.up, press) || isPressed(gridMoves.down, press)) {
      const next = Math.max(0, Math.min(engines.length - 1, active + (isPressed(gridMoves.up, press) ? -1 : 1)));
      setActive(next);
      event.currentTarget.querySelector(`[data-panel="${next}"]`)?.scrollIntoView({ block: "nearest" });
      const { latencyMs } = crosshair.now();
      if (latencyMs !== null) say(next, bin(latencyMs));
    } else if (isPressed(gridActions.open, press)) {
      const { brushMs, latencyMs } = crosshair.now();
      const some = names.slice(active, active + 1);
      if (brushMs !== null) onOpen(some, brushMs[0], brushMs[1]);
      else if (latencyMs !== null) openAt(some, latencyMs);
    } else if (isPressed(chartKeys.reset, press) && crosshair.now().brushMs !== null) {
      anchor.current = null;
      crosshair.moveByKeys({ brushMs: null });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <Panels
        layout={layout}
        engines={names}
        label={`Latency distribution, ${shape === "ecdf" ? "share below each latency" : "histogram"}. Arrow keys move, Enter opens the executions, Shift and arrows select a range.${limitsInWords(limits)}`}
        active={active}
        onKeyDown={onKeyDown}
        onBlur={crosshair.clear}
        chart={(engineId) => (
          <DistributionPanel
            bins={bins}
            only={engineId}
            limits={engineId === null ? limits : (limitsOf.get(engineId) ?? [])}
            shape={shape}
            axis={axis}
            shares={shares}
            size={size}
          />
        )}
        handlers={(engineId) => {
          const some = engineId === null ? names : [engineId];
          return {
            onMove: (x) => crosshair.hover({ latencyMs: edge(bin(scale.msAt(x))) }),
            onBrush: (fromX, toX) => crosshair.move({ brushMs: brushed(fromX, toX) }),
            onBrushed: (fromX, toX) => {
              crosshair.clear();
              onOpen(some, ...brushed(fromX, toX));
            },
            onClick: (x) => openAt(some, scale.msAt(x)),
            onLeave: crosshair.leave,
            onCancel: crosshair.clear,
          };
        }}
        reading={(engineId) => <Reading engine={engines.find((one) => one.engineId === engineId)} edgesMs={edgesMs} shape={shape} />}
        tip={<Tip bins={bins} shape={shape} width={size.width} x={(ms) => scale.x(ms)} />}
      />
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

function toReading(engine: Spread, edgesMs: readonly number[], at: number, shape: DistributionShape): string {
  if (shape === "ecdf") {
    const below = cumulative(engine)[at] ?? 0;
    return `${formatPercent(below / engine.n)} below ${formatMs(edgesMs[at])}`;
  }
  const count = engine.counts[at] ?? 0;
  return `${formatCount(count)} of ${formatCount(engine.n)} from ${formatMs(edgesMs[at])} to ${formatMs(edgesMs[at + 1])}`;
}

interface ReadingProps {
  engine: Spread | undefined;
  edgesMs: readonly number[];
  shape: DistributionShape;
}

function Reading({ engine, edgesMs, shape }: ReadingProps) {
  const latencyMs = useCrosshair((at) => at.latencyMs);
  if (engine === undefined) return null;
  return (
    <span className={css.reading}>
      {latencyMs === null ? `n ${formatCount(engine.n)}` : toReading(engine, edgesMs, binAt(edgesMs, latencyMs), shape)}
    </span>
  );
}

/** The numbers at the crosshair. */
function Tip({ bins, shape, width, x }: { bins: Bins; shape: DistributionShape; width: number; x(ms: number): number }) {
  const latencyMs = useCrosshair((at) => at.latencyMs);
  if (latencyMs === null) return null;
  const { edgesMs, engines } = bins;
  const at = binAt(edgesMs, latencyMs);
  const px = x(latencyMs);
  const side = px > width / 2 ? { right: width - px + 10 } : { left: px + 10 };
  return (
    <div className={`${charts.tip} ${css.floating}`} style={{ top: 6, ...side }}>
      <div className={charts.tipTitle}>
        {shape === "ecdf" ? `Below ${formatMs(edgesMs[at])}` : `${formatMs(edgesMs[at])} to ${formatMs(edgesMs[at + 1])}`}
      </div>
      <table className={charts.tipTable}>
        <tbody>
          {engines.map((engine) => {
            const count = shape === "ecdf" ? (cumulative(engine)[at] ?? 0) : (engine.counts[at] ?? 0);
            return (
              <tr key={engine.engineId}>
                <td>
                  <EngineName id={engine.engineId} />
                </td>
                <td>
                  {formatCount(count)} of {formatCount(engine.n)}
                </td>
                <td>{formatPercent(count / engine.n)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
