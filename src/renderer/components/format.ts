import { candidateLetter } from "../../contract/letters.ts";
import { percentInWords, percentRangeInWords } from "../../contract/percent.ts";

/** How numbers, durations and times are written on every screen. Null, and what is not a number, is a dash. */

const dash = "—";

const known = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** The reader's locale: of the browser, or of the system on the desktop. */
const readerLocale: string | undefined = globalThis.navigator?.language;
const formats = new Map<string, Intl.NumberFormat>();

/**
 * A number in the reader's locale: "1,204.5" in English, "1.204,5" in German.
 * @param min digits after the point at least, @param max at most.
 */
export function formatNumber(value: number, min = 0, max = min, locale = readerLocale): string {
  const key = `${locale} ${min} ${max}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: min, maximumFractionDigits: max });
    formats.set(key, format);
  }
  // French and others group with a narrow space, which few programs read back as part of a number.
  return format.format(value).replaceAll(/[\u2009\u202f]/g, "\u00a0");
}

/** Prose in which no line ends between a number and its unit: "250 to 380 ms", "19.1 s". Sentences to copy keep their plain spaces. */
export function keepUnits(sentence: string): string {
  return sentence.replaceAll(/(\d) (?=(?:ms|s|min|h|d|bytes|points)\b)/g, "$1\u00a0");
}

const dates = /(\d{4}-\d\d-\d\d(?:[ \u00a0]\d\d:\d\d(?::\d\d)?)?(?:[ \u00a0]UTC)?)/;

/** Prose in pieces, so that its dates ("2026-11-23 14:05 UTC") can be kept on one line. @returns with where each piece begins. */
export function splitDates(sentence: string): { at: number; part: string; isDate: boolean }[] {
  let at = 0;
  return sentence.split(dates).flatMap((part, index) => {
    const piece = { at, part, isDate: index % 2 === 1 };
    at += part.length;
    return part === "" ? [] : [piece];
  });
}

/** A whole number: 1204 → "1,204". */
export function formatCount(value: number | null | undefined): string {
  return known(value) ? formatNumber(Math.round(value)) : dash;
}

/** A duration with its unit: "0.42 ms", "842 ms", "3.81 s", "2 min 5 s", "1 h 2 min", "116 d". */
export function formatMs(ms: number | null | undefined): string {
  if (!known(ms)) return dash;
  if (ms < 0) return `−${formatMs(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 9.995) return `${formatNumber(ms, 2)} ms`;
  if (ms < 99.95) return `${formatNumber(ms, 1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${formatNumber(ms / 1000, 2)} s`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(minutes, 60, "h", "min");
  return `${formatCount(minutes / 1440)} d`;
}

function twoUnits(value: number, size: number, large: string, small: string): string {
  const rest = value % size;
  return `${Math.floor(value / size)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** A length of time in its largest unit, with two digits: "1 s", "15 min", "1.5 h", "9.1 d". */
export function formatSpan(ms: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ] as const;
  const [size, unit] = units.find(([atLeast]) => ms >= atLeast) ?? [1, "ms"];
  const value = Number((ms / size).toPrecision(2));
  return `${formatNumber(value, 0, 20)} ${unit}`;
}

/** A round latency on an axis, in ms or s so that neighbouring ticks compare: "0.5 ms", "500 ms", "2 s", "5,000 s". */
export function formatTick(ms: number): string {
  if (ms === 0) return "0 ms";
  const [value, unit] = ms < 1000 ? [ms, "ms"] : [ms / 1000, "s"];
  return `${formatNumber(value >= 1000 ? Math.round(value) : Number(value.toPrecision(3)), 0, 20)} ${unit}`;
}

/** How long ago: "just now", "12 s ago", "3 min ago", "2 h ago", "5 d ago". */
export function formatAgo(ms: number | null | undefined): string {
  if (!known(ms)) return dash;
  if (ms < 1000) return "just now";
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  const size = ms < 3_600_000 ? 60_000 : ms < 86_400_000 ? 3_600_000 : 86_400_000;
  return `${formatMs(Math.floor(ms / size) * size)} ago`;
}

const byteUnits = ["kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, because the limit on models is a decimal number of bytes: 200000000 → "200 MB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (!known(bytes)) return dash;
  if (Math.abs(bytes) < 1000) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
  const rounded = Number(value.toFixed(digits));
  return `${formatNumber(rounded, Number.isInteger(rounded) ? 0 : digits)} ${byteUnits[unit]}`;
}

/** A fraction as a percentage, by the rule of sentences: 0.9604 → "96.0%". Only exactly 1 and 0 are written as 100 and 0. */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  return known(share) ? percentInWords(share, digits, formatNumber) : dash;
}

/** "80.3 to 91.2%": an interval of a fraction. */
export const formatPercentRange = (low: number, high: number): string => percentRangeInWords(low, high, 1, formatNumber);

/** A score from 0 to 1 with three digits: "0.900". */
export function formatScore(score: number | null | undefined): string {
  return known(score) ? formatNumber(score, 3) : dash;
}

/** "$0.0123": US dollars with as many digits as a small amount needs; "—" when unknown. */
export function formatUsd(usd: number | null | undefined): string {
  if (!known(usd)) return dash;
  if (usd === 0) return "$0";
  if (usd < 0.000_001) return "<$0.000001";
  return `$${usd >= 1 ? formatNumber(usd, 2) : Number(usd.toPrecision(2))}`;
}

/** Records per second: "0/s", "3.2/s", "1,204/s". */
export function formatRate(perSecond: number | null | undefined): string {
  if (!known(perSecond)) return dash;
  return `${perSecond > 0 && perSecond < 10 && !Number.isInteger(perSecond) ? formatNumber(perSecond, 1) : formatCount(perSecond)}/s`;
}

/** Unix seconds as local date and time: "2026-11-23 14:05:09". */
export function formatTime(seconds: number | null | undefined): string {
  if (!known(seconds)) return dash;
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return dash;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

// The texts are English, whatever the reader's numbers look like.
const plurals = new Intl.PluralRules("en");

/** The noun that goes with a count: "file" with 1, else "files". */
export function toNoun(count: number, one: string, many = `${one}s`): string {
  return plurals.select(count) === "one" ? one : many;
}

/** "1 file", "2 files": the count and its noun. */
export function formatNoun(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${toNoun(count, one, many)}`;
}

/** A name for a sentence: visible, and shortened in its middle. 40 characters by default. */
export function shortName(name: string, maxLength = 40): string {
  const characters = [...visibleText(name)];
  if (characters.length <= maxLength) return characters.join("");
  const end = Math.floor((maxLength - 1) / 2);
  return `${characters.slice(0, maxLength - 1 - end).join("")}…${characters.slice(-end).join("")}`;
}

/** Emoji first, whose joiners and tags are seen as one sign; else control, format and half characters. */
const hidden = /(\p{RGI_Emoji})|[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gv;
const mayHide = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** Blanks, fillers and the empty braille cell alone. */
const allBlank = /^[\s\u2800\p{Default_Ignorable_Code_Point}]+$/u;

/**
 * Control, bidirectional and zero-width characters made visible, so that hostile names cannot disguise themselves; of a text of blanks
 * alone each of them.
 */
export function visibleText(text: string): string {
  if (allBlank.test(text)) return [...text].map(markCharacter).join("");
  return mayHide.test(text) ? text.replace(hidden, (found, emoji?: string) => emoji ?? markCharacter(found)) : text;
}

function markCharacter(character: string): string {
  if (character === "\n") return "↵";
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** Digits are keys that set tiers. */
export { candidateLetter };

/** "promoted candidate 2 (b) of c-1", as older journals have it, with the letter the screen shows: "promoted candidate B (b) of c-1". */
export function withCandidateLetter(description: string): string {
  // Only behind the verb: an engine or comparison may be called "candidate 2" as well.
  return description.replace(
    /^((?:\w+: )*\w+ candidate )([1-9]\d{0,5})(?= )/,
    (_, before: string, number: string) => before + candidateLetter(Number(number) - 1),
  );
}
