/** Cuts a text for a sentence. */
export function shorten(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}

/** A value as a sentence names it: scalars as JSON, cut where they are long; arrays and objects by what they are. */
export function describeValue(value: unknown, maxCharacters = 80): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === "object") return "an object";
  // A string of megabytes is not quoted whole to be cut then.
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, maxCharacters + 1)) : JSON.stringify(value);
  return shorten(text ?? String(value), maxCharacters);
}
