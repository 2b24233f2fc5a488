import { SegmentedControl } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { EngineStats } from "../../../contract/index.ts";
import { Axes } from "../../components/Axes.tsx";
import { formatCount, formatMs, formatScore, formatUsd, shortName } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { shapePath } from "../../state/engine-style.ts";
import { useEngineStyles } from "../../state/engine-styles.ts";
import { navigate } from "../../state/navigation.ts";
import { useHostQuery } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import { ChartPanel, NothingToDraw } from "./ChartPanel.tsx";
import charts from "./charts.module.css";
import { formatInterval } from "./columns.ts";
import { gridActions, gridMoves } from "./commands.ts";
import { drillTo } from "./drill.ts";
import { chosenPoints, type ScatterPoint, scatterInWords, scatterPoints, type TradedFor } from "./in-words.ts";
import { latencyAxis } from "./latency-axis.ts";
import type { TimeSectionProps } from "./over-time/TimeSection.tsx";
import css from "./plot/plot.module.css";
import { SaveMenu } from "./plot/SaveMenu.tsx";
import { styleOf } from "./plot/style-of.ts";
import { fittedTicks, frontier, placeLabels } from "./tradeoff.ts";

export interface LatencyQualityProps extends Pick<TimeSectionProps, "scope" | "drawn" | "logarithmic"> {
  rows: readonly EngineStats[];
  percentiles: readonly number[];
}

/** Engines whose intervals are asked for: the drawn ones and those on the frontier. */
const maxWhiskers = 40;
const format: Record<TradedFor, (value: number) => string> = { quality: formatScore, cost: formatUsd };

/** Median latency against mean quality or cost, one point an engine, with the line of those that no other beats. */
export function LatencyQualityChart({ rows, percentiles, drawn, logarithmic, scope }: LatencyQualityProps) {
  const [stored, setFor] = useViewState<string>("engines.tradedFor", "quality");
  const tradedFor: TradedFor = stored === "cost" ? "cost" : "quality";
  const medianIndex = percentiles.indexOf(50);
  const all = useMemo(() => scatterPoints(rows, medianIndex, drawn, tradedFor), [rows, medianIndex, drawn, tradedFor]);
  const points = useMemo(() => chosenPoints(all), [all]);
  const title = `Latency vs ${tradedFor}`;
  return (
    <ChartPanel
      title={title}
      controls={
        <div className={charts.controlsInside}>
          <SegmentedControl
            size="xs"
            aria-label="Latency against"
            value={tradedFor}
            onChange={setFor}
            data={[
              { value: "quality", label: "Quality" },
              { value: "cost", label: "Cost" },
            ]}
          />
          <SaveMenu
            title={title}
            engines={[]}
            rows={() => [
              ["engine", "p50_ms", "n", tradedFor, `${tradedFor}_n`],
              ...all.map(({ engineId, x, n, y, yN }) => [engineId, x, n, y, yN]),
            ]}
          />
        </div>
      }
      note={points.length === 0 ? "" : toNote(points.length, all.length, rows.length, tradedFor)}
      inWords={scatterInWords(points, all.length, tradedFor)}
    >
      {points.length === 0 ? (
        <NothingToDraw>{explainNothing(rows, medianIndex, tradedFor)}</NothingToDraw>
      ) : (
        <Plot points={points} tradedFor={tradedFor} logarithmic={logarithmic} scope={scope} />
      )}
    </ChartPanel>
  );
}

function toNote(shown: number, both: number, engines: number, tradedFor: TradedFor): string {
  const have = `${formatCount(both)} of ${formatCount(engines)} engines report both.`;
  const some = `${formatCount(shown)} of ${formatCount(both)} shown: the selected engines, the extremes and those with the most data.`;
  return `${shown < both ? some : have} Better is ${tradedFor === "quality" ? "up" : "down"} and left; the line joins those that none beats.`;
}

function explainNothing(rows: readonly EngineStats[], medianIndex: number, tradedFor: TradedFor): string {
  if (medianIndex < 0) return "The median is not among the configured percentiles: add 50 to compute_percentiles in Settings.";
  const known = rows.filter((row) => (tradedFor === "quality" ? row.quality.n : row.usage.costUsd.n) > 0).length;
  if (known === 0)
    return tradedFor === "quality" ? "No engine in this range reports a quality score." : "No engine in this range reports a cost.";
  return `No engine in this range reports both latency and ${tradedFor}.`;
}

interface PlotProps extends Pick<LatencyQualityProps, "scope" | "logarithmic"> {
  points: readonly ScatterPoint[];
  tradedFor: TradedFor;
}

function Plot({ points, tradedFor, logarithmic, scope }: PlotProps) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const styles = useEngineStyles();
  const [active, setActive] = useState<string | null>(null);
  const best = useMemo(() => frontier(points, tradedFor === "quality"), [points, tradedFor]);
  const named = useMemo(() => {
    const onFrontier = new Set(best.map(({ engineId }) => engineId));
    return [...points.filter(({ drawn }) => drawn), ...best.filter(({ drawn }) => !drawn)]
      .slice(0, maxWhiskers)
      .map((point) => ({ ...point, onFrontier: onFrontier.has(point.engineId) }));
  }, [points, best]);
  const engines = useMemo(() => named.map(({ engineId }) => engineId).sort(), [named]);
  const intervals = useHostQuery(
    "engines.intervals",
    { ...scope, engines, percentiles: [50] },
    { follows: "executions", keepPrevious: true, calmMs: 1_000 },
  ).data;
  const sure = new Map(
    intervals?.engines.map((one) => [one.engineId, { x: one.percentiles[0], y: tradedFor === "quality" ? one.quality : undefined }]),
  );
  const axis = useMemo(
    () =>
      latencyAxis(
        points.map(({ x }) => x),
        logarithmic,
      ),
    [points, logarithmic],
  );
  const ticks = useMemo(() => fittedTicks(points.map(({ y }) => y)), [points]);
  const [left, top, right, bottom] = [60, 8, Math.max(80, width - 16), Math.max(40, height - 34)];
  const [low, high] = axis.domain;
  const [floor = 0, ceiling = 1] = [ticks[0], ticks.at(-1)];
  const at = (along: number) => left + ((along - low) / (high - low || 1)) * (right - left);
  const inside = (value: number, from: number, to: number) => Math.max(from, Math.min(to, value));
  const px = (ms: number) => inside(at(axis.place(ms)), left, right);
  const py = (y: number) => inside(bottom - ((y - floor) / (ceiling - floor || 1)) * (bottom - top), top, bottom);
  const placed = points.map((point) => ({ ...point, cx: px(point.x), cy: py(point.y) }));
  const spots = placed.map(({ cx, cy }) => ({ x: cx, y: cy }));
  const labels = placeLabels(
    named.map(({ engineId, x, y }) => ({ engineId, text: shortName(engineId, 26), x: px(x), y: py(y) })),
    points.length <= 80 ? spots : [],
    { left, right, top, bottom },
  );
  const open = (engineId: string) => navigate("executions", drillTo({ ...scope, engines: [engineId] }));
  const ordered = useMemo(() => points.toSorted((a, b) => a.x - b.x).map(({ engineId }) => engineId), [points]);

  function onKeyDown(event: KeyboardEvent) {
    const press = event.nativeEvent;
    const index = active === null ? -1 : ordered.indexOf(active);
    if (isPressed(gridMoves.left, press)) setActive(ordered[Math.max(0, index - 1)] ?? null);
    else if (isPressed(gridMoves.right, press)) setActive(ordered[Math.min(ordered.length - 1, index + 1)] ?? null);
    else if (isPressed(gridActions.open, press) && active !== null) open(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shown = placed.find(({ engineId }) => engineId === active);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      ref={ref}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: moved in by keys
      tabIndex={0}
      className={css.frame}
      aria-label={`Median latency against ${tradedFor}. Arrow keys move from engine to engine, Enter opens its executions.`}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
    >
      <svg className={css.plot} width={width} height={height} aria-hidden="true" data-chart="" onPointerLeave={() => setActive(null)}>
        <Axes
          {...{ left, right, top, bottom }}
          xTicks={axis.ticks.map((tick) => ({ at: at(tick), label: axis.label(tick) }))}
          yTicks={ticks.map((tick) => ({ at: py(tick), label: tradedFor === "cost" ? formatUsd(tick) : String(tick) }))}
          xLabel="p50 latency"
        />
        <path d={`M${best.map(({ x, y }) => `${px(x)} ${py(y)}`).join("L")}`} fill="none" stroke="var(--as-muted)" strokeDasharray="4 3" />
        {named.map(({ engineId, x, y }) => {
          const { color } = styleOf(styles, engineId);
          const { x: along, y: across } = sure.get(engineId) ?? {};
          return (
            <g key={engineId} stroke={color} strokeOpacity={0.7}>
              {along !== undefined && <line x1={px(along.low ?? x)} x2={px(along.high ?? x)} y1={py(y)} y2={py(y)} />}
              {across !== undefined && <line x1={px(x)} x2={px(x)} y1={py(across.low ?? y)} y2={py(across.high ?? y)} />}
            </g>
          );
        })}
        {placed.map(({ engineId, cx, cy, drawn }) => {
          const { color, shape } = styleOf(styles, engineId);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the group around it does the same by keys
            <path
              key={engineId}
              data-point
              d={shapePath(shape, cx, cy, drawn || engineId === active ? 5 : 3.4)}
              fill={drawn ? color : "var(--as-bg)"}
              stroke={color}
              strokeWidth={engineId === active ? 2.4 : 1.2}
              onPointerEnter={() => setActive(engineId)}
              onClick={() => open(engineId)}
            />
          );
        })}
        {labels.map((label) => (
          <text key={label.engineId} x={label.x} y={label.y} textAnchor={label.anchor}>
            {label.text}
          </text>
        ))}
      </svg>
      {shown !== undefined && (
        <div
          className={`${charts.tip} ${css.floating}`}
          role="status"
          style={{ top: 6, ...(shown.cx > width / 2 ? { right: width - shown.cx + 12 } : { left: shown.cx + 12 }) }}
        >
          <EngineName id={shown.engineId} />
          <div>
            p50 {formatMs(shown.x)} {withInterval(sure.get(shown.engineId)?.x, formatMs)}{" "}
            <span className="muted">n {formatCount(shown.n)}</span>
          </div>
          <div>
            {tradedFor === "quality" ? "quality" : "cost each"} {format[tradedFor](shown.y)}{" "}
            {withInterval(sure.get(shown.engineId)?.y, formatScore)} <span className="muted">n {formatCount(shown.yN)}</span>
          </div>
        </div>
      )}
    </div>
  );
}

const withInterval = (interval: Parameters<typeof formatInterval>[0] | undefined, write: (value: number) => string) =>
  interval === undefined ? "" : `(${formatInterval(interval, write)})`;
