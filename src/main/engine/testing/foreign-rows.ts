import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * The rows of a small fixture as the container readers yield them, whole in memory: JSONL, arrays, objects one after the other, CSV. Lines that
 * are no JSON are left out, but counted. Python's NaN and Infinity are null.
 */
export function readForeignRows(file: string): { value: unknown; number: number }[] {
  const bytes = readFileSync(file);
  return parseRows((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"), file);
}

/** The same of a text. @param name tells tables by its ending. */
export function parseRows(content: string, name: string): { value: unknown; number: number }[] {
  const text = content.replace(/^\uFEFF/, "");
  if (/\.csv(\.gz)?$/.test(name)) return readCsv(text).map(numbered);
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

/** RFC 4180; every value a text. A name that occurs again gets "_1", "_2", …, as DuckDB does. */
function readCsv(text: string): Record<string, string>[] {
  const table: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === "," || c === "\n")) {
      (table.at(-1) as string[]).push(cell.replace(/\r$/, ""));
      cell = "";
      if (c === "\n") table.push([]);
    } else cell += c;
  }
  if (cell !== "" || (table.at(-1) as string[]).length > 0) (table.at(-1) as string[]).push(cell);
  const [head = [], ...body] = table.filter((row) => row.length > 0);
  const seen = new Map<string, number>();
  const names = head.map((title) => {
    const times = seen.get(title) ?? 0;
    seen.set(title, times + 1);
    return times === 0 ? title : `${title}_${times}`;
  });
  return body.map((row) => Object.fromEntries(names.map((title, i) => [title, row[i] ?? ""])));
}
