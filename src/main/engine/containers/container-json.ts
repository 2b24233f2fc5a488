import { isObject, parseJsonText } from "../base/json-value.ts";
import { detectKind } from "../validator/detect-kind.ts";

/** What a file or stream is that is not lines of JSON, and how to convert it. */
export interface Container {
  /** Completes a sentence that begins with the file's name: "is compressed with gzip". */
  description: string;
  /** A shell command that writes lines of JSON to stdout; FILE stands for the file. Absent where none can. */
  command?: string;
  /** What to do instead where there is no command. */
  advice?: string;
  /** How an import reads it; absent where it cannot. */
  reads?: Reading;
}

/**
 * - json: values after each other or in one array, also over several lines. `path`: the keys that lead to that array.
 * - table: a header and rows; `delimiter` is one character.
 */
export type Reading =
  | { type: "gzip" | "zstd" | "zip" | "parquet" | "utf16" }
  | { type: "json"; path: readonly string[] }
  | { type: "table"; delimiter: string };

/** End of the string that begins at `at`, behind its quote; -1 when it does not end in the text. */
function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

/** End of the JSON value that begins at `at`; -1 when it does not end in the text. The value is delimited, not validated. */
function valueEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at);
  if (text[at] !== "{" && text[at] !== "[") {
    const end = text.slice(at).search(/[\s,\]}]/);
    return end < 0 ? -1 : at + end;
  }
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      const end = stringEnd(text, i);
      if (end < 0) return -1;
      i = end - 1;
    } else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return i + 1;
  }
  return -1;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (i < text.length && /\s/.test(text[i] as string)) i++;
  return i;
}

/** Nesting of arrays that is searched. */
const maxDepth = 8;

/**
 * The first object in the array that begins at `at`.
 * @returns null when it is not an array or holds no objects; "cut" when an object begins but does not end in the text.
 */
function firstObject(text: string, at: number, depth = 0): Record<string, unknown> | "cut" | null {
  for (let i = skipSpace(text, at + 1); i < text.length && text[i] !== "]"; ) {
    if (text[i] === "[" && depth < maxDepth) {
      const inner = firstObject(text, i, depth + 1);
      if (inner !== null) return inner;
    }
    const end = valueEnd(text, i);
    if (end < 0) return text[i] === "{" ? "cut" : null;
    const next = skipSpace(text, end);
    if (next < text.length && text[next] !== "," && text[next] !== "]") return null;
    if (text[i] === "{") {
      const value = parseJsonText(text.slice(i, end));
      return isObject(value) ? value : null;
    }
    i = skipSpace(text, next + 1);
  }
  return null;
}

/** Whether it is a record of ours: what other tools write has samples with inputs and outputs, too, and a header that belongs to them. */
const hasOwnId = (value: object) => ["trace_id", "comparison_id", "sample_id"].some((key) => Object.hasOwn(value, key));

interface Wrapped {
  /** A jq path to the array: `.data`. */
  path: string;
  /** The same as keys. */
  keys: readonly string[];
}

/** The array of records wrapped by the object that begins at `at`; null when the object is a record itself or wraps none. */
function wrappedArray(text: string, at: number, path = "", outer: readonly string[] = []): Wrapped | null {
  const keys: Record<string, unknown> = {};
  let found: Wrapped | null = null;
  for (let i = skipSpace(text, at + 1); text[i] === '"'; ) {
    const keyEnd = stringEnd(text, i);
    const key = keyEnd < 0 ? undefined : parseJsonText(text.slice(i, keyEnd));
    const colon = skipSpace(text, keyEnd);
    if (typeof key !== "string" || text[colon] !== ":") break;
    keys[key] = true;
    const value = skipSpace(text, colon + 1);
    const here = `${path}${/^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `${path === "" ? "." : ""}[${JSON.stringify(key)}]`}`;
    if (found === null && text[value] === "[") {
      const element = firstObject(text, value);
      if (isObject(element) && hasOwnId(element)) found = { path: here, keys: [...outer, key] };
    }
    if (found === null && text[value] === "{" && path.length < 200) found = wrappedArray(text, value, here, [...outer, key]);
    const end = valueEnd(text, value);
    const next = end < 0 ? -1 : skipSpace(text, end);
    if (next < 0 || text[next] !== ",") break;
    i = skipSpace(text, next + 1);
  }
  return detectKind(keys) === null ? found : null;
}

/** What an API calls the list of a page. */
const listNames = new Set(["data", "items", "rows", "records", "logs", "requests"]);
/** What stands beside it and says nothing about its rows: how many there are, and where the next page is. */
const pagingName =
  /^(object|meta|links|pagination|page|page_?size|per_?page|limit|offset|totals?|total_?(items|count|pages|rows)|count|cursor|(next|previous|prev)(_?(cursor|page|page_?token|url))?|has_?more|first_?id|last_?id|error|success|status|message|code)$/i;

/** The list of a page, as APIs answer with: an object that has a list of objects and paging, and nothing else. */
function pageList(text: string, at: number): Wrapped | null {
  let found: string | undefined;
  for (let i = skipSpace(text, at + 1); text[i] === '"'; ) {
    const keyEnd = stringEnd(text, i);
    const key = keyEnd < 0 ? undefined : parseJsonText(text.slice(i, keyEnd));
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (typeof key !== "string") return null;
    if (found === undefined && listNames.has(key) && text[value] === "[") {
      if (firstObject(text, value) === null) return null;
      found = key;
    } else if (!pagingName.test(key)) return null;
    const end = valueEnd(text, value);
    // The list is longer than what is looked at: what follows it is not known.
    if (end < 0) break;
    const next = skipSpace(text, end);
    if (text[next] !== ",") break;
    i = skipSpace(text, next + 1);
  }
  return found === undefined ? null : { path: `.${found}`, keys: [found] };
}

/** One JSON array of objects, on one line or several, or an object that wraps one. */
export function recordArrays(text: string, isWhole: boolean): Container | null {
  const at = skipSpace(text, 0);
  const opener = text[at];
  if (opener !== "[" && opener !== "{") return null;
  const lineEnd = text.slice(at).search(/[\r\n]/) + at;
  const end = valueEnd(text, at);
  const onOneLine = end >= 0 && (lineEnd < at || end <= lineEnd);
  // Something follows it: these are lines, which are judged one by one.
  if (onOneLine && (!isWhole || skipSpace(text, end) < text.length)) return null;
  if (opener === "[") {
    return firstObject(text, at) === null
      ? null
      : { description: "is one JSON array, not lines of JSON", command: "jq -c '.[]' FILE", reads: { type: "json", path: [] } };
  }
  const wrapped = wrappedArray(text, at) ?? pageList(text, at);
  if (wrapped)
    return {
      description: `is one JSON object that wraps the records in ${wrapped.path}`,
      command: `jq -c '${wrapped.path.replaceAll("'", "'\\''")}[]' FILE`,
      reads: { type: "json", path: wrapped.keys },
    };
  return isPretty(text, at, end)
    ? { description: "is JSON over several lines", command: "jq -c . FILE", reads: { type: "json", path: [] } }
    : null;
}

/**
 * Whether the object that begins at `at` is spread over lines. A line that was cut off, with others after it, is not: they are lines.
 * @param end of the object; -1 when it does not end in the text.
 */
function isPretty(text: string, at: number, end: number): boolean {
  const [first = "", second = ""] = text.slice(at).split(/\r\n?|\n/, 2);
  if (parseJsonText(first) !== undefined) return false;
  if (end >= 0) return isObject(parseJsonText(text.slice(at, end)));
  return /[{[,]\s*$/.test(first) && /^(\s+["{[\]}]|")/.test(second);
}

const maxLines = 50;
const lined = { type: "json", path: [] } as const;

/** Records with a comma after each, or with nothing between them. */
export function separatedRecords(text: string, isWhole: boolean): Container | null {
  const all = text.split(/\r\n?|\n/);
  // The last line may be cut off.
  const rest = isWhole ? "" : (all.pop() ?? "");
  const lines = all
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, maxLines);
  if (lines.length === 0 && rest !== "") lines.push(rest.trim());
  const [first] = lines;
  if (first === undefined || !first.startsWith("{")) return null;
  if (lines.length > 1 && lines.slice(0, -1).every((line) => line.endsWith("},")) && isObject(parseJsonText(first.slice(0, -1))))
    return { description: "has lines with a comma behind each record", command: "sed 's/,[[:space:]]*$//' FILE", reads: lined };
  if (lines.every(holdsSeveral))
    return { description: "has records without line breaks between them", command: "jq -c . FILE", reads: lined };
  return null;
}

function holdsSeveral(line: string): boolean {
  const end = valueEnd(line, 0);
  return line.startsWith("{") && end >= 0 && line[skipSpace(line, end)] === "{" && isObject(parseJsonText(line.slice(0, end)));
}
