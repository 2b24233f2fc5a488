import type { OptionSpecs } from "./command.ts";
import { usageError } from "./usage.ts";

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?)?)?$/;
const dayS = 86_400;

/** Part of the help of every command that takes a time, and of its errors. */
export const timeZoneRule = "UTC unless an offset is written";

/** The options of a time range; `readRange` reads them. */
export const rangeOptions = {
  from: { type: "string", value: "T", help: `Start (inclusive): Unix seconds, a date, or ISO 8601, ${timeZoneRule}` },
  to: { type: "string", value: "T", help: "End (exclusive), in the same formats" },
} as const satisfies OptionSpecs;

/**
 * Parses a time: whole Unix seconds, a date, or a date and a time. Without an offset it is UTC, whatever this machine's time zone.
 * @param name the option, for messages.
 * @returns Unix seconds, truncated.
 * @throws AssayError invalid_argument for anything else, an impossible date, or a time before 1970.
 */
export function readTime(name: string, value: string): number {
  if (/^\d{1,11}$/.test(value)) return Number(value);
  if (/^\d{12,}$/.test(value)) throw usageError(`--${name} ${value} is too large for Unix seconds; it looks like milliseconds.`);
  const parts = iso.exec(value);
  if (parts === null) {
    throw usageError(
      `--${name} must be Unix seconds or ISO 8601 (2026-11-23, 2026-11-23T12:00, 2026-11-23T12:00:00+01:00; ${timeZoneRule}), not "${value}".`,
    );
  }
  const refuse = (why: string) => usageError(`--${name} ${value} is not a valid time: ${why}`);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12) throw refuse("months are 01 to 12.");
  const days = daysIn(year, month);
  if (day < 1 || day > days) throw refuse(`${parts[1]}-${parts[2]} has days 01 to ${days}.`);
  if (hour === 24 && minute === 0 && second === 0) throw refuse("24:00 is written as 00:00 of the next day.");
  if (hour > 23) throw refuse("hours are 00 to 23.");
  if (minute > 59) throw refuse("minutes are 00 to 59.");
  if (second === 60) throw refuse("Unix time has no leap seconds; write second 59, or 00 of the next minute.");
  if (second > 59) throw refuse("seconds are 00 to 59.");
  const [offsetHour, offsetMinute] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) throw refuse("an offset is +00:00 to +23:59 or -00:00 to -23:59.");
  const offsetS = (parts[8] === "-" ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60);
  const seconds = daysSince1970(year, month, day) * dayS + hour * 3600 + minute * 60 + second - offsetS;
  if (seconds < 0) throw refuse("times start at 1970-01-01T00:00:00Z.");
  return seconds;
}

/**
 * Parses a range; either end may be open, and `to` is exclusive.
 * @throws AssayError invalid_argument like `readTime`, and for an empty range.
 */
export function readRange(from: string | undefined, to: string | undefined): { fromS?: number; toS?: number } {
  const range = {
    ...(from === undefined ? {} : { fromS: readTime("from", from) }),
    ...(to === undefined ? {} : { toS: readTime("to", to) }),
  };
  if (range.fromS === undefined || range.toS === undefined || range.fromS < range.toS) return range;
  const order = range.fromS === range.toS ? "is the same moment as" : "is after";
  throw usageError(`--from ${from} ${order} --to ${to}, and --to is exclusive: the range is empty (${timeZoneRule}).`);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function daysSince1970(year: number, month: number, day: number): number {
  return Math.round(new Date(0).setUTCFullYear(year, month - 1, day) / (dayS * 1000));
}
