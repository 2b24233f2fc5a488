/** Deepest nesting that is accepted: far beyond any real record, far below what breaks recursive readers. */
export const maxNesting = 200;

/** Whether nothing in `value` is nested deeper than `left` levels. */
export function nestingWithin(value: object, left: number = maxNesting): boolean {
  if (left <= 0) return false;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === "object" && inner !== null && !nestingWithin(inner, left - 1)) return false;
  }
  return true;
}

const quote = 34;
const backslash = 92;

/**
 * The same of a text that has not been parsed: parsing one that only opens brackets takes a hundred times its size in memory.
 * Texts that are no JSON may be judged either way.
 */
export function textNestingWithin(text: string, most: number = maxNesting): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++;
    }
    // [ and {, ] and }: they differ in one bit.
    else if ((code | 32) === 123) {
      if (++depth > most) return false;
    } else if ((code | 32) === 125) depth--;
  }
  return true;
}
