import { niceStep } from "./latency-axis.ts";

/** Where an engine is between two wishes: short latency, and high quality or low cost. */
export interface Tradeoff {
  engineId: string;
  x: number;
  y: number;
}

/** The points that no other beats: none is at least as good in both and better in one. In the order of `x`. @param higher whether a large `y` is good. */
export function frontier<P extends Tradeoff>(points: readonly P[], higher: boolean): P[] {
  const good = (y: number) => (higher ? y : -y);
  const best: P[] = [];
  for (const point of points.toSorted((a, b) => a.x - b.x || good(b.y) - good(a.y))) {
    const last = best.at(-1);
    if (last === undefined || good(point.y) > good(last.y)) best.push(point);
  }
  return best;
}

/** Round ticks from at or below the smallest to at or above the largest, about `parts` apart. */
export function fittedTicks(values: readonly number[], parts = 4): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return [0, 1];
  const span = most - least || Math.abs(most) || 1;
  const step = niceStep(span / parts);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

export interface Label {
  engineId: string;
  text: string;
  x: number;
  y: number;
  anchor: "start" | "end" | "middle";
}

const signPx = 6.2;
const heightPx = 13;
const awayPx = 8;

/**
 * Labels beside points where there is room: right, left, above or below, off the others and off the points. One without room is left out.
 * @param points in px, the most important first. @param all points that may not be covered.
 */
export function placeLabels(
  points: readonly { engineId: string; text: string; x: number; y: number }[],
  all: readonly { x: number; y: number }[],
  box: { left: number; right: number; top: number; bottom: number },
): Label[] {
  const taken: { x0: number; x1: number; y0: number; y1: number }[] = all.map(({ x, y }) => ({
    x0: x - 5,
    x1: x + 5,
    y0: y - 5,
    y1: y + 5,
  }));
  const labels: Label[] = [];
  for (const { engineId, text, x, y } of points) {
    const width = text.length * signPx;
    const places = [
      { anchor: "start", x: x + awayPx, y: y + 4, x0: x + awayPx },
      { anchor: "end", x: x - awayPx, y: y + 4, x0: x - awayPx - width },
      { anchor: "middle", x, y: y - awayPx, x0: x - width / 2 },
      { anchor: "middle", x, y: y + awayPx + heightPx - 3, x0: x - width / 2 },
    ] as const;
    for (const place of places) {
      const area = { x0: place.x0, x1: place.x0 + width, y0: place.y - heightPx + 3, y1: place.y + 3 };
      const isInside = area.x0 >= box.left && area.x1 <= box.right && area.y0 >= box.top && area.y1 <= box.bottom;
      if (!isInside || taken.some((one) => area.x0 < one.x1 && area.x1 > one.x0 && area.y0 < one.y1 && area.y1 > one.y0)) continue;
      taken.push(area);
      labels.push({ engineId, text, x: place.x, y: place.y, anchor: place.anchor });
      break;
    }
  }
  return labels;
}
