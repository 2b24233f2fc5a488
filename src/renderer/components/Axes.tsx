import { memo } from "react";

interface Tick {
  at: number;
  label: string;
}

export interface AxesProps {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** In px. */
  xTicks: readonly Tick[];
  yTicks: readonly Tick[];
  /** Where the labels below stand; the plot's bottom if absent. */
  labelsAt?: number;
  /** What the horizontal axis is. */
  xLabel?: string;
  /** What the vertical axis is: left of its labels, from the bottom up. */
  yLabel?: string;
}

/** Grid lines with their labels, and the line at the foot. Labels that would overlap are left out. */
export const Axes = memo(function Axes({ left, right, top, bottom, xTicks, yTicks, labelsAt = bottom, xLabel, yLabel }: AxesProps) {
  return (
    <g>
      {yTicks.map(({ at, label }) => (
        <g key={at}>
          <line x1={left} x2={right} y1={at} y2={at} stroke="var(--as-line)" />
          <text x={left - 6} y={at + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      <line x1={left} x2={right} y1={bottom} y2={bottom} stroke="var(--as-line-strong)" />
      {withRoom(xTicks, left, right).map(({ at, label, labelAt }) => (
        <g key={at}>
          <line x1={at} x2={at} y1={labelsAt} y2={labelsAt + 4} stroke="var(--as-line-strong)" />
          <line x1={at} x2={at} y1={top} y2={bottom} stroke="var(--as-line)" strokeOpacity={0.6} />
          <text x={labelAt} y={labelsAt + 15} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      {xLabel !== undefined && (
        <text x={(left + right) / 2} y={labelsAt + 29} textAnchor="middle">
          {xLabel}
        </text>
      )}
      {yLabel !== undefined && (
        <text x={12} y={(top + bottom) / 2} textAnchor="middle" transform={`rotate(-90 12 ${(top + bottom) / 2})`}>
          {yLabel}
        </text>
      )}
    </g>
  );
});

/** Of a label's sign, in px. */
const signPx = 6.4;

/** Right of the plot, in the narrowest chart. */
const marginPx = 8;

/** Ticks whose labels do not overlap. One that would leave the chart at its right stands further left. */
export function withRoom(ticks: readonly Tick[], left: number, right: number): (Tick & { labelAt: number })[] {
  let used = left - 30;
  return ticks.flatMap((tick) => {
    const half = (tick.label.length * signPx) / 2;
    const labelAt = Math.min(tick.at, right + marginPx - half);
    if (labelAt - half < used) return [];
    used = labelAt + half + 8;
    return [{ ...tick, labelAt }];
  });
}
