import { readNumber } from "./values.ts";

/**
 * Times of foreign rows. Date counts milliseconds, which loses what people came to measure (4.583 ms between two microsecond texts), and a
 * double of nanoseconds since 1970 is 256 ns coarse; so a time is two whole numbers here, and differences are exact.
 */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z, 0 to 99 999 999 999. */
  seconds: number;
  /** 0 to 999 999 999. */
  nanos: number;
}

const maxSeconds = 99_999_999_999;

/** Seconds since 1970 that a record may have; undefined for others. */
export function asSeconds(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 && seconds <= maxSeconds ? seconds : undefined;
}

/** Milliseconds from one to the other; undefined where one is unknown or time runs backwards. */
export function msBetween(start: Instant | undefined, end: Instant | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const seconds = end.seconds - start.seconds;
  const nanos = end.nanos - start.nanos;
  if (seconds < 0 || (seconds === 0 && nanos < 0)) return undefined;
  // Exact up to 104 days; beyond, a double of milliseconds is fine enough.
  return seconds < 9_000_000 ? (seconds * 1e9 + nanos) / 1e6 : seconds * 1000 + nanos / 1e6;
}

export type TimeUnit = "seconds" | "milliseconds" | "microseconds" | "nanoseconds";

const perSecond: Record<TimeUnit, number> = { seconds: 1, milliseconds: 1e3, microseconds: 1e6, nanoseconds: 1e9 };

/**
 * A time as tools write it: ISO 8601 text (with T or a blank; UTC where no zone is given), a number since 1970, or its digits as text.
 * @param unit of numbers; without it their size decides, which is certain between 1973 and 5138.
 */
export function readTime(value: unknown, unit?: TimeUnit): Instant | undefined {
  if (typeof value === "number") return fromNumber(value, unit ?? guessUnit(value));
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return isDigits(text) ? fromDigits(text, unit) : (readIsoTime(text) ?? readDottedTime(text));
}

/** `15.6.2025 15:06:40`, as spreadsheets write it where dates have dots: there the day comes first. */
function readDottedTime(text: string): Instant | undefined {
  const [, day, month, year, rest = ""] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?[ T](.+))?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const time = /^\d:/.test(rest) ? `0${rest}` : rest;
  return readIsoTime(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}${time === "" ? "" : ` ${time}`}`);
}

/** The unit that makes a number a time of our days. */
export function guessUnit(value: number): TimeUnit {
  return value < 1e11 ? "seconds" : value < 1e14 ? "milliseconds" : value < 1e17 ? "microseconds" : "nanoseconds";
}

/** `[seconds, nanoseconds]`, as JavaScript's OpenTelemetry writes times. */
export function readHrTime(value: unknown): Instant | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [seconds, nanos] = value;
  return Number.isSafeInteger(seconds) && Number.isSafeInteger(nanos) && nanos >= 0 && nanos < 1e9 ? toInstant(seconds, nanos) : undefined;
}

/** Doubles of seconds hold 0.2 µs at best today: what is finer is noise, and rounded away. */
function fromNumber(value: number, unit: TimeUnit): Instant | undefined {
  if (!(value >= 0)) return undefined;
  const factor = perSecond[unit];
  const seconds = Math.floor(value / factor);
  const rest = value - seconds * factor;
  const nanos = unit === "nanoseconds" ? rest : Math.round((rest * 1e6) / factor) * 1000;
  return nanos >= 1e9 ? toInstant(seconds + 1, nanos - 1e9) : toInstant(seconds, Math.floor(nanos));
}

/** Digits, with a fraction perhaps: exact, where a double of nanoseconds would not be. */
function fromDigits(text: string, unit: TimeUnit | undefined): Instant | undefined {
  const dot = text.indexOf(".");
  const whole = dot < 0 ? text : text.slice(0, dot);
  const per = perSecond[unit ?? guessUnit(Number(whole))];
  const power = Math.log10(per);
  const seconds = power === 0 ? whole : whole.slice(0, Math.max(0, whole.length - power));
  const fraction = whole.slice(seconds.length).padStart(power, "0") + (dot < 0 ? "" : text.slice(dot + 1));
  return toInstant(Number(seconds), toNanos(fraction));
}

const toNanos = (fraction: string) => Number(fraction.padEnd(9, "0").slice(0, 9));

function toInstant(seconds: number, nanos: number): Instant | undefined {
  return Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= maxSeconds ? { seconds, nanos } : undefined;
}

function isDigits(text: string): boolean {
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) dots++;
    else if (code < 48 || code > 57) return false;
  }
  return text.length > 0 && dots <= 1 && text.charCodeAt(0) !== 46;
}

/**
 * `2025-01-24 09:20:46.847371`, `2025-01-24T09:20:46Z`, `… +01:00`, `… UTC`, `2025-01-24`; no order of day and month that is to be guessed. Written by
 * hand, because a million rows have three each.
 */
function readIsoTime(text: string): Instant | undefined {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  if (!(text[4] === "-" && text[7] === "-" && isDate(year, month, day))) return undefined;
  const midnight = daysSince1970(year, month, day) * 86_400;
  if (text.length === 10) return toInstant(midnight, 0);
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  if (!((text[10] === "T" || text[10] === " " || text[10] === "t") && text[13] === ":" && hour <= 23 && minute <= 59)) return undefined;
  let at = 16;
  let second = 0;
  let nanos = 0;
  if (text[at] === ":") {
    second = digitsAt(text, 17, 2);
    // 60: a leap second.
    if (!(second <= 60)) return undefined;
    at = 19;
    if (text[at] === "." || text[at] === ",") {
      // Digits beyond nanoseconds are cut off.
      let unit = 100_000_000;
      for (let code = text.charCodeAt(++at); isDigit(code); code = text.charCodeAt(++at)) {
        nanos += (code - 48) * unit;
        unit = unit === 1 ? 0 : unit / 10;
      }
    }
  }
  const zone = zoneSeconds(text.slice(at).trim());
  return zone === undefined ? undefined : toInstant(midnight + hour * 3600 + minute * 60 + second - zone, nanos);
}

/** Seconds that a zone is ahead of UTC; undefined for what is none. */
function zoneSeconds(zone: string): number | undefined {
  if (zone === "" || zone === "Z" || zone === "z" || zone === "UTC" || zone === "GMT" || zone === "+0000 UTC") return 0;
  const sign = zone[0] === "+" ? 1 : zone[0] === "-" ? -1 : 0;
  const hours = digitsAt(zone, 1, 2);
  const minutes = zone.length === 3 ? 0 : digitsAt(zone, zone[3] === ":" ? 4 : 3, 2);
  const length = zone.length === 3 || zone.length === 5 || (zone.length === 6 && zone[3] === ":");
  return sign !== 0 && length && hours <= 23 && minutes <= 59 ? sign * (hours * 3600 + minutes * 60) : undefined;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

/** The number in so many digits; NaN where there are others. */
function digitsAt(text: string, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return Number.NaN;
    number = number * 10 + code - 48;
  }
  return number;
}

export const isDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);

const daysOf = (year: number, month: number) =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
export function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** "812ms", "0.8 s": a duration with its unit, in milliseconds. */
export function readDuration(text: string): number | undefined {
  const [, number, unit] = /^\s*([\d.,]+)\s*([a-zµ]+)\s*$/i.exec(text) ?? [];
  return unit === undefined ? undefined : durationMs(readNumber(number), unit);
}

/** Factors to milliseconds of the units that tools write beside a number. */
const toMs: Record<string, number> = {
  ns: 1e-6,
  nanosecond: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  microsecond: 1e-3,
  ms: 1,
  millisecond: 1,
  s: 1e3,
  sec: 1e3,
  second: 1e3,
  min: 6e4,
  minute: 6e4,
};

/** A duration in milliseconds by its unit ("ms", "seconds", …); undefined for an unknown unit or a negative number. */
export function durationMs(value: number | undefined, unit: unknown): number | undefined {
  if (value === undefined || !(value >= 0) || typeof unit !== "string") return undefined;
  const name = unit.trim().toLowerCase();
  const factor = toMs[name] ?? (name.endsWith("s") ? toMs[name.slice(0, -1)] : undefined);
  // By division where it is one: 92859586500 / 1e6 is 92859.5865, times 1e-6 it is not.
  return factor === undefined ? undefined : factor < 1 ? value / Math.round(1 / factor) : value * factor;
}
