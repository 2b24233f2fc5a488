import { parseJsonText } from "../base/json-value.ts";

/** Reads single values of foreign rows, where numbers, booleans and whole objects may be texts. Unknown is undefined, never 0 or "". */

/** Texts by which tools write that there is nothing. */
const nothing = new Set(["", "none", "null", "nan", "undefined", "n/a", "nil"]);
const longestNothing = 9;
const isAsciiSign = (code: number) => code > 0x20 && code < 0x7f;

/** A text that says something; numbers as their digits. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") {
    // Most texts are longer, with no blank at either end.
    if (value.length > longestNothing && isAsciiSign(value.charCodeAt(0)) && isAsciiSign(value.charCodeAt(value.length - 1))) return value;
    return value === "" || nothing.has(value.trim().toLowerCase()) ? undefined : value;
  }
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

/** The first of several that says something. */
export function firstText(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const text = readText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A finite number, also one written as text: "684", "1.5e-05". */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const first = text.charCodeAt(text.startsWith("-") || text.startsWith("+") || text.startsWith(".") ? 1 : 0);
  // Number("") and Number(" ") are 0, Number("0x10") is 16: only decimal notation is meant here.
  if (!(first >= 48 && first <= 57) || text.charCodeAt(1) === 120) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text.includes(",") ? readGrouped(text) : undefined;
}

/**
 * A number with commas, as spreadsheets write it, where only one reading is possible: "0,8" and "1.234,5" have a decimal comma, "1,234.5" and
 * "1,234,567" have thousands. "1,234" may be either, and stays unknown.
 */
function readGrouped(text: string): number | undefined {
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(text) || /^[+-]?\d{1,3}(,\d{3}){2,}$/.test(text)) return Number(text.replaceAll(",", ""));
  if (!/^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$/.test(text) || /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) return undefined;
  return Number(text.replaceAll(".", "").replace(",", "."));
}

/** A whole number from 0, as tokens are counted. 12.0 counts; 12.5 does not. */
export function readCount(value: unknown): number | undefined {
  const number = readNumber(value);
  return number !== undefined && number >= 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** An amount in US dollars, with or without its sign: 0.0012, "$0.0012". */
export function readDollars(value: unknown): number | undefined {
  return readNumber(typeof value === "string" ? value.replace(/^\s*\$\s*/, "") : value);
}

/** true and false, also as texts ("True", "false", "1") and numbers 1 and 0. */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  if (text === "true" || text === "1" || text === "t" || text === "yes") return true;
  if (text === "false" || text === "0" || text === "f" || text === "no") return false;
  return undefined;
}

/** A value that may be JSON inside a text, once or twice: the object, array or text within. Other texts and values stay as they are. */
export function unwrapJson(value: unknown): unknown {
  let inner = value;
  for (let coats = 0; coats < 2 && typeof inner === "string"; coats++) {
    const first = inner.trimStart()[0];
    if (first !== "{" && first !== "[" && first !== '"') break;
    const parsed = parseJsonText(inner);
    if (parsed === undefined) break;
    inner = parsed;
  }
  return inner;
}

/** Tags within the schema's bounds: at most 64 texts of 1 to 200 characters. Takes JSON text, too. undefined where there are none. */
export function readTags(value: unknown): string[] | undefined {
  if (value === undefined || value === null || value === "" || value === "[]") return undefined;
  const tags = unwrapJson(value);
  const texts = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string" && tag !== "" && tag.length <= 200).slice(0, 64) : [];
  return texts.length > 0 ? texts : undefined;
}
