import type { Scale } from "./scale.ts";

/** An axis of time in UTC, as the rows of an answer are. */

const [minute, hour, day] = [60, 3600, 86_400];
const steps = [
  1,
  2,
  5,
  10,
  30,
  ...[1, 2, 5, 10, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  day,
  2 * day,
  7 * day,
];
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12_000, 120_000, 1_200_000];
const monthS = 30.44 * day;

/** @param values Unix seconds. @param parts at most about so many ticks. */
export function toUtcScale(values: Iterable<number>, parts: number): Scale {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) [from, to] = [0, 1];
  if (from === to) [from, to] = [from - 1, to + 1];
  const atLeast = (to - from) / Math.max(1, parts);
  const step = steps.find((one) => one >= atLeast);
  if (step !== undefined) {
    const first = Math.ceil(from / step);
    const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
    return { from, to, ticks, label: (seconds) => iso(seconds, step) };
  }
  const months = monthSteps.find((one) => one * monthS >= atLeast) ?? 1_200_000;
  const start = new Date(from * 1000);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const ticks: number[] = [];
  for (let at = first; ticks.length < 50; at += months) {
    const seconds = new Date(0).setUTCFullYear(Math.floor(at / 12), at % 12, 1) / 1000;
    if (!(seconds <= to)) break;
    if (seconds >= from) ticks.push(seconds);
  }
  return { from, to, ticks, label: (seconds) => toMonth(seconds, months < 12) };
}

/** "2025", or "2025-11". */
function toMonth(seconds: number, withMonth: boolean): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCFullYear()}${withMonth ? `-${String(date.getUTCMonth() + 1).padStart(2, "0")}` : ""}`;
}

/** "11-26", "08:20" or "08:20:05": what tells ticks apart. */
function iso(seconds: number, step: number): string {
  const text = new Date(seconds * 1000).toISOString();
  const [date = "", time = ""] = text.split("T");
  if (step >= day) return date.slice(-5);
  if (time.startsWith("00:00:00")) return date.slice(-5);
  return step < minute ? time.slice(0, 8) : time.slice(0, 5);
}
