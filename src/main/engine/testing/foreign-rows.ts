import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * The rows of a small fixture as the container readers yield them, whole in memory: JSONL, arrays, objects one after the other, CSV. Lines that
 * are no JSON are left out, but counted. Python's NaN and Infinity are null.
 */
export function readForeignRows(file: string): { value: unknown; number: number }[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").replace(/^\uFEFF/, "");
  if (/\.csv(\.gz)?$/.test(file)) return readCsv(text).map(numbered);
  const whole = parse(text);
  if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).map(numbered);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (parse(lines[0] ?? "") === undefined) return concatenated(text).map(numbered);
  return lines.map((line, i) => ({ value: parse(line), number: i + 1 })).filter(({ value }) => value !== undefined);
}

const numbered = (value: unknown, i: number) => ({ value, number: i + 1 });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/\b(NaN|Infinity)\b/.test(text)) return undefined;
  }
  try {
    return JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g, (_, quoted?: string) => quoted ?? "null"));
  } catch {
    return undefined;
  }
}

function concatenated(text: string): unknown[] {
  const found: unknown[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted && letter === "\\") i++;
    else if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === "{" && depth++ === 0) from = i;
    else if (letter === "}" && --depth === 0) found.push(JSON.parse(text.slice(from, i + 1)));
  }
  return found;
}

/** RFC 4180; every value a text. */
export function readCsv(text: string): Record<string, string>[] {
  const cells = [...text.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)];
  const lines: string[][] = [];
  for (const { 0: whole, 1: quoted, 2: plain, index } of cells) {
    if (index === 0 || /^[\r\n]/.test(whole)) lines.push([]);
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
  }
  const [header = [], ...rows] = lines.filter((line) => line.length > 1 || line[0] !== "");
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}
