import { NativeSelect } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { EngineStats, Interval } from "../../../contract/index.ts";
import { Axes } from "../../components/Axes.tsx";
import { formatCount, shortName } from "../../components/format.ts";
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
import { latencyAxis } from "./latency-axis.ts";
import type { TimeSectionProps } from "./over-time/TimeSection.tsx";
import css from "./plot/plot.module.css";
import { SaveMenu } from "./plot/SaveMenu.tsx";
import { styleOf } from "./plot/style-of.ts";
import { fittedTicks, frontier, placeLabels } from "./tradeoff.ts";
import { chosenPoints, measures, type ScatterPoint, scatterInWords, scatterPoints, type Trade, toTradeName, trades } from "./trades.ts";

export interface TradeoffProps extends Pick<TimeSectionProps, "scope" | "drawn" | "logarithmic"> {
  rows: readonly EngineStats[];
  percentiles: readonly number[];
}

/** Engines whose intervals are asked for: the drawn ones and those on the frontier. */
const maxWhiskers = 40;
const options = Object.entries(trades).map(([value, { title }]) => ({ value, label: title }));

/** Two of latency, quality and cost against each other, one point an engine, with the line of those that no other beats. */
export function TradeoffChart({ rows, percentiles, drawn, logarithmic, scope }: TradeoffProps) {
  const [stored, setFor] = useViewState<string>("engines.tradedFor", "quality");
  const trade: Trade = trades[toTradeName(stored)];
  const medianIndex = percentiles.indexOf(50);
  const all = useMemo(() => scatterPoints(rows, medianIndex, drawn, trade), [rows, medianIndex, drawn, trade]);
  const best = useMemo(() => frontier(all, measures[trade.y].higherIsBetter), [all, trade]);
  const points = useMemo(() => chosenPoints(all, best), [all, best]);
  // It has no logarithm.
  const freeOnEdge = logarithmic && trade.x === "cost" && points.some(({ x }) => x === 0);
  return (
    <ChartPanel
      title={trade.title}
      heading="Trade-off"
      controls={
        <div className={charts.controlsInside}>
          <NativeSelect
            size="xs"
            aria-label="Trade-off"
            value={toTradeName(stored)}
            onChange={(event) => setFor(event.currentTarget.value)}
            data={options}
          />
          <SaveMenu
            title={trade.title}
            engines={[]}
            rows={() => [
              ["engine", columns[trade.x], `${trade.x}_n`, columns[trade.y], `${trade.y}_n`, "frontier"],
              ...all.map(({ engineId, x, xN, y, yN }) => [engineId, x, xN, y, yN, best.some((one) => one.engineId === engineId) ? 1 : 0]),
            ]}
          />
        </div>
      }
      note={
        points.length === 0
          ? ""
          : `${toNote(points.length, all.length, rows.length, trade)}${freeOnEdge ? " $0 stands on the left edge." : ""}`
      }
      inWords={scatterInWords(points, all.length, trade, best)}
    >
      {points.length === 0 ? (
        <NothingToDraw>{explainNothing(rows, medianIndex, trade)}</NothingToDraw>
      ) : (
        <Plot points={points} best={best} trade={trade} logarithmic={logarithmic} scope={scope} />
      )}
    </ChartPanel>
  );
}

/** How the numbers are called in a file. */
const columns = { latency: "p50_ms", quality: "mean_quality", cost: "mean_cost_usd" } as const;

function toNote(shown: number, both: number, engines: number, { y }: Trade): string {
  const have = `${formatCount(both)} of ${formatCount(engines)} engines report both.`;
  const some = `${formatCount(shown)} of ${formatCount(both)} shown: the selected engines, the extremes and those with the most data.`;
  return `${shown < both ? some : have} Better is ${measures[y].higherIsBetter ? "up" : "down"} and left; the line joins those that none beats.`;
}

const nouns = { latency: "latency", quality: "quality score", cost: "cost" } as const;

function explainNothing(rows: readonly EngineStats[], medianIndex: number, { x, y }: Trade): string {
  if (x === "latency" && medianIndex < 0)
    return "The median is not among the configured percentiles: add 50 to compute_percentiles in Settings.";
  const lacking = [y, x].find((name) => rows.every((row) => measures[name].read(row, medianIndex).n === 0));
  if (lacking !== undefined) return `No engine in this range reports a ${nouns[lacking]}.`;
  return `No engine in this range reports both ${x} and ${y}.`;
}

interface PlotProps extends Pick<TradeoffProps, "scope" | "logarithmic"> {
  points: readonly ScatterPoint[];
  best: readonly ScatterPoint[];
  trade: Trade;
}

function Plot({ points, best, trade, logarithmic, scope }: PlotProps) {
  const [ofX, ofY] = [measures[trade.x], measures[trade.y]];
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const styles = useEngineStyles();
  const [active, setActive] = useState<string | null>(null);
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
  const sure = new Map(intervals?.engines.map((one) => [one.engineId, { x: ofX.interval(one), y: ofY.interval(one) }]));
  const axis = useMemo(
    () =>
      latencyAxis(
        points.map(({ x }) => x),
        logarithmic,
      ),
    [points, logarithmic],
  );
  const ticks = useMemo(() => fittedTicks(points.map(({ y }) => y)), [points]);
  const [left, top, right, bottom] = [76, 8, Math.max(80, width - 16), Math.max(40, height - 34)];
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
      aria-label={`${trade.title}. Arrow keys move from engine to engine, Enter opens its executions.`}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
    >
      <svg className={css.plot} width={width} height={height} aria-hidden="true" data-chart="" onPointerLeave={() => setActive(null)}>
        <Axes
          {...{ left, right, top, bottom }}
          xTicks={axis.ticks.map((tick) => ({ at: at(tick), label: ofX.formatTick(axis.msAt(tick)) }))}
          yTicks={ticks.map((tick) => ({ at: py(tick), label: ofY.formatTick(tick) }))}
          xLabel={ofX.short}
          yLabel={ofY.short}
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
          // Whiskers of other points cross it; in attributes, so that it is so in saved files, too.
          <text
            key={label.engineId}
            x={label.x}
            y={label.y}
            textAnchor={label.anchor}
            paintOrder="stroke"
            stroke="var(--as-bg)"
            strokeWidth={3}
            strokeLinejoin="round"
          >
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
          {(
            [
              [ofX, shown.x, shown.xN, sure.get(shown.engineId)?.x],
              [ofY, shown.y, shown.yN, sure.get(shown.engineId)?.y],
            ] as const
          ).map(([measure, value, n, interval]) => (
            <div key={measure.short}>
              {measure.short} {measure.format(value)} {withInterval(interval, measure.format)}{" "}
              <span className="muted">n {formatCount(n)}</span>
            </div>
          ))}
          {best.some(({ engineId }) => engineId === shown.engineId) && <div className="muted">No other engine beats it in both.</div>}
        </div>
      )}
    </div>
  );
}

const withInterval = (interval: Interval | undefined, write: (value: number) => string) =>
  interval === undefined ? "" : `(${formatInterval(interval, write)})`;
