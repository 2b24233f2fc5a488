/** Characters drawn initially; the rest comes on request, so that a hostile 16 MiB answer cannot freeze the screen. */
export const drawnAtOnce = 40_000;

/** The part of a text that is drawn, never ending inside a surrogate pair, and how many UTF-16 units are left. */
export function drawnPart(text: string, limit: number): { shown: string; left: number } {
  if (text.length <= limit) return { shown: text, left: 0 };
  const code = text.charCodeAt(limit - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
  return { shown: text.slice(0, end), left: text.length - end };
}

/** Whether a query takes more than the few lines it is folded to. */
export function isLong(query: string): boolean {
  return query.length > 420 || query.split("\n", 5).length > 4;
}
