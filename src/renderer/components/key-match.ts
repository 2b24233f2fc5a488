/** What of a keyboard event decides which key it was. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * Whether a press is the key of that name. "mod" is Ctrl or ⌘. Shift counts for letters and named keys only:
 * for signs such as "?" it is how the keyboard writes them.
 */
export function matchesKey(name: string, press: KeyPress): boolean {
  const parts = name === "+" ? ["+"] : name.split("+");
  const key = parts.at(-1) ?? "";
  const wants = new Set(parts.slice(0, -1));
  if ((press.ctrlKey || press.metaKey) !== wants.has("mod")) return false;
  if (press.altKey !== wants.has("alt")) return false;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!sign && press.shiftKey !== wants.has("shift")) return false;
  const named = key === "Space" ? " " : key;
  return press.key === named || press.key.toLowerCase() === named.toLowerCase();
}
