import type { LatencyAxis } from "../latency-axis.ts";
import type { Size } from "../plot/Panels.tsx";
import type { TimeLines } from "./time-lines.ts";

/** Where things are in one chart over time, in px. */
export interface Geometry {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The strip of counts below. */
  stripTop: number;
  stripBottom: number;
  /** The middle of the bucket that starts then. */
  x(startS: number): number;
  /** Any time. */
  xOf(timeS: number): number;
  y(ms: number): number;
  timeAt(x: number): number;
  bucketPx: number;
}

export function toGeometry({ width, height, small }: Size, data: TimeLines, axis: LatencyAxis): Geometry {
  const left = small ? 48 : 58;
  const right = Math.max(left + 10, width - (small ? 8 : 14));
  const top = small ? 4 : 8;
  const stripPx = small ? 14 : 24;
  const stripBottom = height - (small ? 18 : 34);
  const stripTop = stripBottom - stripPx;
  const bottom = Math.max(top + 10, stripTop - 6);
  const spanS = Math.max(data.bucketSeconds, data.toS - data.fromS);
  const pad = data.startsS.length <= 1 ? spanS : spanS * 0.015;
  const [from, to] = [data.fromS - pad, data.fromS + spanS + pad];
  const xOf = (timeS: number) => left + ((timeS - from) / (to - from)) * (right - left);
  const [low, high] = axis.domain;
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    stripTop,
    stripBottom,
    xOf,
    x: (startS) => xOf(startS + data.bucketSeconds / 2),
    y: (ms) => bottom - ((axis.place(ms) - low) / (high - low || 1)) * (bottom - top),
    timeAt: (x) => from + ((Math.max(left, Math.min(right, x)) - left) / (right - left)) * (to - from),
    bucketPx: (data.bucketSeconds / (to - from)) * (right - left),
  };
}
