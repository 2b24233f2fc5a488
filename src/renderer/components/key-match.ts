/** What of a keyboard event decides which key it was. */
export interface KeyPress {
  key: string;
  /** The physical key by its place on a US keyboard, for example "KeyJ"; "" or absent when unknown. */
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Signs that stand where layouts without Latin letters have no letter: Hebrew's W key and Greek's Q key. */
const signsOnLetterKeys: Readonly<Record<string, string>> = { "KeyW'": "w", "KeyQ;": "q", "KeyQ:": "q" };

const isLatinLetter = (key: string) => /^[a-z]$/i.test(key);
/** A letter, vowel sign or ligature of a script other than Latin. Named keys such as "Enter" are ASCII. */
const isOtherLetter = (key: string) => /^[\p{L}\p{M}]+$/u.test(key) && !/[\p{Script=Latin}]/u.test(key);

/**
 * The names a press goes by, the surest first. First comes what is printed on the key (`event.key`), so that Dvorak, AZERTY and QWERTZ
 * use their own letters. Then what the key is by its place (`event.code`), where the layout prints something a shortcut cannot be:
 * - a letter of another script (Cyrillic, Greek, Hebrew, Arabic …): the Latin letter of the place;
 * - on the digit row without a modifier, anything but a digit (AZERTY, Czech, Slovak …): the digit of the place;
 * - a question mark or slash of another script, likewise.
 */
export function keyNames(press: KeyPress): string[] {
  // A full-width "ｊ" or "１" of an input method is the plain one.
  const printed = press.key.length === 1 ? press.key.normalize("NFKC") : press.key;
  const placed = placedName(press, printed);
  return placed === undefined ? [printed] : [printed, placed];
}

function placedName({ code = "", ctrlKey, metaKey, shiftKey, altKey }: KeyPress, printed: string): string | undefined {
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return /^[0-9]$/.test(printed) || ctrlKey || metaKey || shiftKey || altKey ? undefined : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  const unknown = printed === "" || printed === "Unidentified";
  if (letter !== undefined) {
    if (isLatinLetter(printed)) return undefined;
    return unknown || isOtherLetter(printed) ? letter : signsOnLetterKeys[code + printed];
  }
  if (/^[؟՞]$/u.test(printed)) return "?";
  return code === "Slash" && (unknown || isOtherLetter(printed)) ? (shiftKey ? "?" : "/") : undefined;
}

/**
 * Whether a press is the key of that name: "j", "?", "ArrowDown", "mod+z", "shift+a". "mod" is Ctrl or ⌘. Shift counts for letters and
 * named keys only: for signs and digits it is how some keyboards write them.
 */
export function matchesKey(name: string, press: KeyPress): boolean {
  return keyNames(press).some((pressed) => isKey(name, pressed, press));
}

/** The first of these names that matches the press; the printed key wins over the physical one. */
export function findKey(names: readonly string[], press: KeyPress): string | undefined {
  for (const pressed of keyNames(press)) {
    const found = names.find((name) => isKey(name, pressed, press));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isKey(name: string, pressed: string, press: KeyPress): boolean {
  const parts = name === "+" ? ["+"] : name.split("+");
  const key = parts.at(-1) ?? "";
  const wants = new Set(parts.slice(0, -1));
  if ((press.ctrlKey || press.metaKey) !== wants.has("mod")) return false;
  if (press.altKey !== wants.has("alt")) return false;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!sign && press.shiftKey !== wants.has("shift")) return false;
  const named = key === "Space" ? " " : key;
  return pressed === named || pressed.toLowerCase() === named.toLowerCase();
}

/**
 * The key of a press for lists and grids, which move by letters and named keys on any layout: "j" for "о" on a Russian keyboard. A letter
 * pressed with Shift is a capital, which moves nothing.
 */
export function navigationKey(press: KeyPress): string {
  const letter = keyNames(press).find(isLatinLetter);
  if (letter === undefined) return press.key;
  return press.shiftKey ? letter.toUpperCase() : letter.toLowerCase();
}

/** Whether a key press belongs to an input method that is composing text. Such a press is never a shortcut, and never ends an editor. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  // 229 is what browsers send while an input method has the keyboard, also for the press that ends a composition.
  return event.isComposing || event.keyCode === 229;
}
