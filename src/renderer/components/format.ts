/** How numbers and times are written on every screen. Null, and what is no number, is a dash. */

const thinSpace = "\u2009";
const dash = "—";

const known = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** 1204 → "1 204" with a thin space between thousands. */
export function formatCount(value: number | null | undefined): string {
  if (!known(value)) return dash;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace);
}

/** Milliseconds with their unit: "0.42 ms", "842 ms", "3.81 s", "2 m 05 s", "1 h 02 m". */
export function formatMs(ms: number | null | undefined): string {
  if (!known(ms)) return dash;
  if (ms < 0) return `−${formatMs(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
  return `${formatCount(minutes / 1440)} d`;
}

const byteUnits = ["kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, because the model cap is a decimal number of bytes: 200000000 → "200 MB". */
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
  return `${value.toFixed(digits).replace(/\.0+$/, "")} ${byteUnits[unit]}`;
}

/** A share of one: 0.9604 → "96.0 %". What is not quite all or none never rounds to 100 or 0. */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  if (!known(share)) return dash;
  const smallest = 10 ** -digits;
  const percent = share * 100;
  if (share > 0 && percent < smallest / 2) return `<${thinSpace}${smallest.toFixed(digits)} %`;
  if (share < 1 && percent > 100 - smallest / 2) return `>${thinSpace}${(100 - smallest).toFixed(digits)} %`;
  return `${percent.toFixed(digits)} %`;
}

/** A score from 0 to 1 with three digits: "0.900". */
export function formatScore(score: number | null | undefined): string {
  return known(score) ? score.toFixed(3) : dash;
}

/** Records a second: "0 /s", "3.2 /s", "1 204 /s". */
export function formatRate(perSecond: number | null | undefined): string {
  if (!known(perSecond)) return dash;
  const text = perSecond > 0 && perSecond < 10 && !Number.isInteger(perSecond) ? perSecond.toFixed(1) : formatCount(perSecond);
  return `${text} /s`;
}

/** Unix seconds as local date and time: "2026-11-23 14:05:09". */
export function formatTime(seconds: number | null | undefined): string {
  if (!known(seconds)) return dash;
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return dash;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How long ago that many milliseconds are: "just now", "12 s ago", "3 m ago", "2 h ago", "5 d ago". */
export function formatAgo(ms: number | null | undefined): string {
  if (!known(ms)) return dash;
  if (ms < 1000) return "just now";
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} m ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  return `${formatCount(Math.floor(ms / 86_400_000))} d ago`;
}

/** "1 file", "2 files": the count and its noun. */
export function formatNoun(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Control, bidirectional and zero-width characters made visible, so that hostile names cannot disguise themselves. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    if (character === "\n") return "↵";
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
