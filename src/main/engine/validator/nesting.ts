/** Deepest nesting that is accepted: far beyond any real record, far below what breaks recursive readers. */
export const maxNesting = 200;

/** Whether `value` is nested at most `left` levels deep. */
export function nestingWithin(value: object, left: number = maxNesting): boolean {
  if (left <= 0) return false;
  // Names of an array's elements would be made one by one.
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const inner: unknown = value[i];
      if (typeof inner === "object" && inner !== null && !nestingWithin(inner, left - 1)) return false;
    }
    return true;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === "object" && inner !== null && !nestingWithin(inner, left - 1)) return false;
  }
  return true;
}

const quote = 34;
const backslash = 92;

/**
 * The same for unparsed text: parsing a text of opening brackets takes a hundred times its size in memory. The result for a text that is not
 * JSON may be either.
 */
export function textNestingWithin(text: string, max: number = maxNesting): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++;
    }
    // [ and { differ in one bit, as do ] and }.
    else if ((code | 32) === 123) {
      if (++depth > max) return false;
    } else if ((code | 32) === 125) depth--;
  }
  return true;
}
