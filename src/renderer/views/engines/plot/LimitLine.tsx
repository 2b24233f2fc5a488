import type { Limit } from "../use-objectives.ts";

interface LimitLineProps {
  limit: Limit;
  /** Its latency alone: there is no room for more. */
  small: boolean;
  /** Which of several upright ones: their texts stand one above the other. */
  index?: number;
  /** Across the chart at this height, or upright at this place, in px. */
  y?: number;
  x?: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const ink = "var(--as-text)";
/** The text stands on lines and bands: a rim of the background keeps it readable. */
const halo = { fill: ink, paintOrder: "stroke", stroke: "var(--as-bg)", strokeWidth: 3 } as const;

/** A latency objective in a chart, with what it says. */
export function LimitLine({ limit, small, index = 0, y, x, left, right, top, bottom }: LimitLineProps) {
  const text = small ? limit.short : limit.label;
  const upright = x !== undefined;
  const ends = upright ? { x1: x, x2: x, y1: top, y2: bottom } : { x1: left, x2: right, y1: y, y2: y };
  const isLate = upright && x > (left + right) / 2;
  const place = upright
    ? { x: isLate ? x - 4 : x + 4, y: bottom - 6 - index * 13, textAnchor: isLate ? ("end" as const) : ("start" as const) }
    : { x: right - 4, y: (y ?? 0) - 4 < top + 8 ? (y ?? 0) + 13 : (y ?? 0) - 4, textAnchor: "end" as const };
  return (
    <g data-limit={limit.label}>
      <line {...ends} stroke={ink} strokeWidth={1.3} strokeDasharray="7 3" strokeOpacity={0.8} />
      <text {...place} style={halo}>
        {text}
      </text>
    </g>
  );
}
