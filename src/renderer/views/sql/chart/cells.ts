import type { SqlCell } from "../../../../contract/index.ts";

/** Cells of an answer as numbers. Only what can be placed on an axis is one. */

/** Beyond it the span of an axis has no number. */
const maxMagnitude = 1e300;

/** @returns null for NULL, NaN, infinities and what is no number; a whole number beyond 2^53, which comes as a text, is rounded. */
export function toNumber(cell: SqlCell | undefined): number | null {
  if (typeof cell !== "number" && typeof cell !== "string") return null;
  const value = typeof cell === "number" ? cell : cell.trim() === "" ? Number.NaN : Number(cell);
  return Number.isFinite(value) && Math.abs(value) <= maxMagnitude ? value : null;
}

const timePattern = /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(?:\+00(?::00)?)?$/;

/** A time of DuckDB's, "2025-11-26 08:20:00.5" in UTC or a date. @returns Unix seconds; null for NULL, infinities and years BC. */
export function toSeconds(cell: SqlCell | undefined): number | null {
  const [, year, month, day, hour, minute, second, fraction] = typeof cell === "string" ? (timePattern.exec(cell) ?? []) : [];
  if (year === undefined) return null;
  const ms = Date.UTC(2000, Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  // Date.UTC takes years below 100 for those of the last century.
  const whole = new Date(ms).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / 1000;
  return Number.isFinite(whole) ? whole + Number(fraction ?? 0) : null;
}
