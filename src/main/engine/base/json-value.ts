/** What a parsed JSON value is, and how a sentence names it. */

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object a value is; an empty one for anything else. */
export const toObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** Whether it is a whole number from 0 that a double holds exactly. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What a JSON text holds; undefined where it is no JSON. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object in a JSON text; null when it is not JSON, or no object. */
export function parseObject(json: string): Record<string, unknown> | null {
  const value = parseJsonText(json);
  return isObject(value) ? value : null;
}

/** Cuts a text for a sentence. */
export function shorten(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

/** A value as a sentence names it: scalars as JSON, cut where they are long; arrays and objects by what they are. */
export function describeValue(value: unknown, maxCharacters = 80): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === "object") return "an object";
  // A string of megabytes is not quoted whole to be cut then.
  const text = typeof value === "string" ? JSON.stringify(shorten(value, maxCharacters)) : JSON.stringify(value);
  return shorten(text ?? String(value), maxCharacters);
}
