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
