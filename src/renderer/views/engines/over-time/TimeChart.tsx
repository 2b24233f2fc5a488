import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { formatCount, formatMs, formatTime, visibleText } from "../../../components/format.ts";
import { isPressed } from "../../../components/use-commands.ts";
import { chartKeys, gridActions, gridMoves } from "../commands.ts";
import { crosshair, useCrosshair } from "../crosshair.ts";
import { latencyAxis } from "../latency-axis.ts";
import { Panels, usePanelSize } from "../plot/Panels.tsx";
import css from "../plot/plot.module.css";
import { limitsInWords, toLimits, useObjectives } from "../use-objectives.ts";
import { toGeometry } from "./geometry.ts";
import { ReadingTip } from "./ReadingTip.tsx";
import { TimePanel } from "./TimePanel.tsx";
import { nearestStart, type TimeLine, type TimeLines, toLatencies } from "./time-lines.ts";

export interface TimeChartProps {
  data: TimeLines;
  logarithmic: boolean;
  /** Selects this range, from inclusive to exclusive. */
  onZoom(fromS: number, toS: number): void;
  /** Undoes the last selection, if there is one. @returns whether there was. */
  onZoomOut(): boolean;
  /** The executions of a point. */
  onOpen(engineId: string, fromS: number, toS: number): void;
}

/** Up to three engines in one chart, more in a small one each, all over the same times and latencies. */
export function TimeChart({ data, logarithmic, onZoom, onZoomOut, onOpen }: TimeChartProps) {
  const layout = usePanelSize(data.lines.length);
  const { size } = layout;
  const engines = useMemo(() => data.lines.map(({ engineId }) => engineId), [data]);
  const objectives = useObjectives();
  const limits = useMemo(() => toLimits(objectives, engines), [objectives, engines]);
  const limitsOf = useMemo(() => new Map(engines.map((engine) => [engine, toLimits(objectives, [engine])])), [objectives, engines]);
  const axis = useMemo(() => latencyAxis([...toLatencies(data), ...limits.map(({ ms }) => ms)], logarithmic), [data, limits, logarithmic]);
  const geometry = useMemo(() => toGeometry(size, data, axis), [size, data, axis]);
  const [active, setActive] = useState(0);
  const anchor = useRef<number | null>(null);
  const frame = useRef<Element | null>(null);
  const [said, setSaid] = useState("");
  const { bucketSeconds, startsS, lines } = data;

  const startAt = (x: number) => nearestStart(startsS, bucketSeconds, geometry.timeAt(x));
  const bucketsBetween = (a: number, b: number) => {
    const inside = startsS.filter((start) => start + bucketSeconds > Math.min(a, b) && start < Math.max(a, b));
    const [first, last] = [inside[0], inside.at(-1)];
    return first === undefined || last === undefined ? null : ([first, last + bucketSeconds] as const);
  };
  const brush = (fromX: number, toX: number) => bucketsBetween(geometry.timeAt(fromX), geometry.timeAt(toX));
  const zoom = (range: readonly [number, number] | null) => {
    anchor.current = null;
    crosshair.clear();
    if (range !== null) onZoom(range[0], range[1]);
  };
  const openAt = (line: TimeLine | undefined, startS: number | null | undefined) => {
    const point = line?.points.find((one) => one.startS === startS);
    if (line !== undefined && point !== undefined) onOpen(line.engineId, point.startS, point.startS + bucketSeconds);
  };
  const openNearest = (engineId: string | null, x: number, y: number) => {
    const startS = startAt(x);
    const some = engineId === null ? lines : lines.filter((line) => line.engineId === engineId);
    openAt(
      nearestLine(some, startS, (ms) => Math.abs(geometry.y(ms) - y)),
      startS,
    );
  };
  const handlers = {
    onMove: (x: number) => crosshair.hover({ timeS: startAt(x) ?? null }),
    onBrush: (fromX: number, toX: number) => crosshair.move({ timeS: startAt(toX) ?? null, brushS: brush(fromX, toX) }),
    onBrushed: (fromX: number, toX: number) => zoom(brush(fromX, toX)),
    onLeave: crosshair.leave,
    onCancel: crosshair.clear,
  };

  function move(step: number, selects: boolean) {
    const from = crosshair.now().timeS;
    const index = from === null ? -1 : startsS.indexOf(from);
    const next = from === null ? (step > 0 ? 0 : startsS.length - 1) : Math.max(0, Math.min(startsS.length - 1, index + step));
    const timeS = startsS[next];
    if (timeS === undefined) return;
    if (!selects) anchor.current = null;
    else anchor.current ??= from ?? timeS;
    const start = anchor.current;
    crosshair.moveByKeys({ timeS, brushS: start === null ? null : [Math.min(start, timeS), Math.max(start, timeS) + bucketSeconds] });
    say(active, timeS);
  }

  function say(line: number, timeS: number | null) {
    const one = lines[line];
    const point = one?.points.find(({ startS }) => startS === timeS);
    if (one === undefined || timeS === null) return;
    const value = point === undefined ? "no latency" : `p${data.percentile} ${formatMs(point.value)}, n ${formatCount(point.n)}`;
    setSaid(`${visibleText(one.engineId)}, ${formatTime(timeS)}: ${value}`);
  }

  function change(step: number) {
    const next = Math.max(0, Math.min(lines.length - 1, active + step));
    setActive(next);
    say(next, crosshair.now().timeS);
    frame.current?.querySelector(`[data-panel="${next}"]`)?.scrollIntoView({ block: "nearest" });
  }

  function onKeyDown(event: KeyboardEvent) {
    frame.current = event.currentTarget;
    const press = event.nativeEvent;
    if (isPressed(gridMoves.left, press)) move(-1, false);
    else if (isPressed(gridMoves.right, press)) move(1, false);
    else if (isPressed(chartKeys.selectLeft, press)) move(-1, true);
    else if (isPressed(chartKeys.selectRight, press)) move(1, true);
    else if (isPressed(gridMoves.first, press)) move(-startsS.length, false);
    else if (isPressed(gridMoves.last, press)) move(startsS.length, false);
    else if (isPressed(gridMoves.up, press)) change(-1);
    else if (isPressed(gridMoves.down, press)) change(1);
    else if (isPressed(gridActions.open, press)) {
      const { brushS, timeS } = crosshair.now();
      if (brushS !== null) zoom(brushS);
      else openAt(lines[active], timeS);
    } else if (isPressed(chartKeys.reset, press)) {
      if (crosshair.now().brushS !== null) {
        anchor.current = null;
        crosshair.moveByKeys({ brushS: null });
      } else if (!onZoomOut()) return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const byEngine = useMemo(() => new Map(lines.map((line) => [line.engineId, [line]])), [lines]);
  return (
    <>
      <Panels
        layout={layout}
        engines={engines}
        label={`p${data.percentile} latency over time. Arrow keys move, Enter opens the executions of a point, Shift and arrows select a range.${limitsInWords(limits)}`}
        active={active}
        onKeyDown={onKeyDown}
        onBlur={crosshair.clear}
        chart={(engineId) => (
          <TimePanel
            data={data}
            lines={engineId === null ? lines : (byEngine.get(engineId) ?? [])}
            limits={engineId === null ? limits : (limitsOf.get(engineId) ?? [])}
            axis={axis}
            size={size}
          />
        )}
        handlers={(engineId) => ({ ...handlers, onClick: (x, y) => openNearest(engineId, x, y) })}
        reading={(engineId) => <Reading line={byEngine.get(engineId)?.[0]} percentile={data.percentile} />}
        tip={<ReadingTip data={data} geometry={geometry} />}
      />
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

/** Of the lines with a point in that bucket, the nearest. */
function nearestLine(lines: readonly TimeLine[], startS: number | undefined, away: (ms: number) => number): TimeLine | undefined {
  let nearest: { line: TimeLine; px: number } | undefined;
  for (const line of lines) {
    const point = line.points.find((one) => one.startS === startS);
    if (point === undefined) continue;
    const px = away(point.value);
    if (nearest === undefined || px < nearest.px) nearest = { line, px };
  }
  return nearest?.line;
}

/** What the small chart shows at the crosshair; without one, how many latencies it has. */
function Reading({ line, percentile }: { line: TimeLine | undefined; percentile: number }) {
  const timeS = useCrosshair((at) => at.timeS);
  const total = useMemo(() => line?.points.reduce((sum, { n }) => sum + n, 0) ?? 0, [line]);
  const point = timeS === null ? undefined : line?.points.find(({ startS }) => startS === timeS);
  const text =
    timeS === null
      ? `n ${formatCount(total)}`
      : point === undefined
        ? "—"
        : `p${percentile} ${formatMs(point.value)} · n ${formatCount(point.n)}`;
  return <span className={css.reading}>{text}</span>;
}
