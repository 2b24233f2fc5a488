/** A row as JSON, safe for every reader of lines. */

/** Python's `splitlines`, which NeMo's loader uses, ends a line at these; JSON allows them raw. */
const lineEnds = /[\u0085\u2028\u2029]/g;
/** How JSON.stringify writes half of a surrogate pair. Arrow, Parquet and every tokenizer refuse it. */
const halfPair = /\\ud[89a-f]/;

/** @returns one line without its end: no line separator of any kind is in it, and no half of a surrogate pair (it becomes U+FFFD). */
export const toJsonLine = (row: unknown): string => escapeLineEnds(toJson(row));

/** @returns JSON without a half of a surrogate pair (it becomes U+FFFD). */
export function toJson(row: unknown): string {
  const plain = JSON.stringify(row);
  // The escape may also be text: a backslash before the one of the escape. Mending changes nothing then.
  return halfPair.test(plain) ? JSON.stringify(wellFormed(row)) : plain;
}

/** JSON with what some readers take for the end of a line as escapes: the same value. Outside of its texts JSON has none of these. */
export function escapeLineEnds(json: string): string {
  return json.replace(lineEnds, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The value with U+FFFD for every half of a surrogate pair, in texts and keys. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]));
}
