import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from "react";
import { Axes } from "../../../components/Axes.tsx";
import { visibleText } from "../../../components/format.ts";
import { isPressed } from "../../../components/use-commands.ts";
import { type EngineStyle, shapePath } from "../../../state/engine-style.ts";
import { readingKeys } from "../commands.ts";
import css from "./chart.module.css";
import type { ChartData, Point } from "./chart-data.ts";
import { formatValue, formatX } from "./in-words.ts";
import { type Scale, toScale } from "./scale.ts";
import { toUtcScale } from "./utc-axis.ts";

const signPx = 6.4;
const [topPx, bottomPx, rightPx] = [10, 38, 22] as const;
/** A line with more of them is drawn without marks. */
const maxMarks = 60;

interface LinesProps {
  data: ChartData;
  looks: readonly EngineStyle[];
  width: number;
  height: number;
}

interface Place {
  x(value: number): number;
  y(value: number): number;
  left: number;
  xScale: Scale;
  yScale: Scale;
}

/** Lines over a time or a number. A pointer or the arrow keys read the values at one x. */
export function Lines({ data, looks, width, height }: LinesProps) {
  const place = useMemo(() => toPlace(data, width, height), [data, width, height]);
  const xs = useMemo(() => [...new Set(data.series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b), [data]);
  const [read, setRead] = useState<number | null>(null);
  const at = read === null ? undefined : xs[Math.min(read, xs.length - 1)];
  const onPointerMove = (event: PointerEvent) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setRead(nearest(xs, place.xScale.from + ((px - place.left) / (width - rightPx - place.left)) * (place.xScale.to - place.xScale.from)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const press = event.nativeEvent;
    const last = xs.length - 1;
    if (isPressed(readingKeys.back, press)) setRead(Math.max(0, (read ?? xs.length) - 1));
    else if (isPressed(readingKeys.on, press)) setRead(Math.min(last, (read ?? -1) + 1));
    else if (isPressed(readingKeys.first, press)) setRead(0);
    else if (isPressed(readingKeys.last, press)) setRead(last);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: read by arrow keys
      tabIndex={0}
      className={css.plot}
      aria-label={`Chart of the answer by ${visibleText(data.xName)}. Arrow keys read its values.`}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setRead(null)}
      onBlur={() => setRead(null)}
      onKeyDown={onKeyDown}
    >
      <svg data-chart="" width={width} height={height} aria-hidden="true">
        <Drawn data={data} looks={looks} place={place} width={width} height={height} />
        {at !== undefined && (
          <line
            data-crosshair
            x1={place.x(at)}
            x2={place.x(at)}
            y1={topPx}
            y2={height - bottomPx}
            stroke="var(--as-text)"
            strokeOpacity={0.5}
          />
        )}
      </svg>
      <div className={css.reading} role="status">
        {at !== undefined && <Reading data={data} x={at} />}
      </div>
    </div>
  );
}

/** The values at one x, in the order of the legend. */
function Reading({ data, x }: { data: ChartData; x: number }) {
  const values = data.series.flatMap(({ name, points }) => {
    const point = points.find((one) => one.x === x);
    return point === undefined ? [] : [`${visibleText(name)} ${formatValue(point.y)}`];
  });
  return <>{`${formatX(data, { x })}: ${values.join(" · ")}`}</>;
}

const Drawn = memo(function Drawn({ data, looks, place, width, height }: LinesProps & { place: Place }) {
  const { x, y, left, xScale, yScale } = place;
  const toTicks = (scale: Scale, to: (value: number) => number) => {
    const seen = new Set<number>();
    return scale.ticks.map((value) => ({ at: to(value), label: scale.label(value) })).filter(({ at }) => !seen.has(at) && seen.add(at));
  };
  return (
    <>
      <Axes
        left={left}
        right={width - rightPx}
        top={topPx}
        bottom={height - bottomPx}
        xTicks={toTicks(xScale, x)}
        yTicks={toTicks(yScale, y)}
        xLabel={`${visibleText(data.xName)}${data.xKind === "time" ? " (UTC)" : ""}`}
      />
      {data.series.map(({ key, points }, i) => {
        const look = looks[i];
        if (look === undefined) return null;
        const known = points.filter((point): point is Point & { y: number } => point.y !== null);
        const isMarked = data.scattered || known.length <= maxMarks;
        return (
          <g key={key}>
            {!data.scattered && (
              <path d={toPath(points, place)} fill="none" stroke={look.color} strokeWidth={1.6} strokeDasharray={look.dash} />
            )}
            {isMarked && (
              <path d={known.map((point) => shapePath(look.shape, round(x(point.x)), round(y(point.y)), 3)).join("")} fill={look.color} />
            )}
          </g>
        );
      })}
    </>
  );
});

/** A gap where there is no number. A point between gaps is a dot. */
function toPath(points: readonly Point[], { x, y }: Place): string {
  let path = "";
  points.forEach((point, i) => {
    if (point.y === null) return;
    const isFirst = (points[i - 1]?.y ?? null) === null;
    path += `${isFirst ? "M" : "L"}${round(x(point.x))} ${round(y(point.y))}`;
    if (isFirst && (points[i + 1]?.y ?? null) === null) path += "h0.01";
  });
  return path;
}

const round = (px: number) => Math.round(px * 10) / 10;

function toPlace(data: ChartData, width: number, height: number): Place {
  const points = data.series.flatMap((one) => one.points);
  const ys = points.flatMap(({ y }) => (y === null ? [] : [y]));
  const yScale = toScale(ys, Math.max(2, Math.floor(height / 60)), false);
  const left = Math.max(36, ...yScale.ticks.map((tick) => yScale.label(tick).length * signPx + 14));
  const parts = Math.max(2, Math.floor((width - left) / 90));
  const all = points.map(({ x }) => x);
  const xScale = data.xKind === "time" ? toUtcScale(all, parts) : toScale(all, parts, false);
  const along = (value: number, { from, to }: Scale, fromPx: number, toPx: number) =>
    fromPx + ((value - from) / (to - from)) * (toPx - fromPx);
  return {
    left,
    xScale,
    yScale,
    x: (value) => along(value, xScale, left, width - rightPx),
    y: (value) => along(value, yScale, height - bottomPx, topPx),
  };
}

/** The place of the nearest of sorted numbers; null of none. */
function nearest(sorted: readonly number[], wanted: number): number | null {
  let [low, high] = [0, sorted.length - 1];
  if (high < 0) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle;
    else high = middle;
  }
  return Math.abs((sorted[low] ?? 0) - wanted) <= Math.abs((sorted[high] ?? 0) - wanted) ? low : high;
}
