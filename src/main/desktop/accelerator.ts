/** Keys that the command tables and Electron name differently. */
const electronNames: Readonly<Record<string, string>> = {
  mod: "CommandOrControl",
  ctrl: "Control",
  shift: "Shift",
  alt: "Alt",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
};

/**
 * Converts a key of the command tables, such as "mod+k", to what Electron prints beside a menu item.
 * @returns undefined for a sequence, for no key, and on macOS for a key without ⌘: there the menu would catch it while somebody types.
 */
export function toAccelerator(key: string, isMac: boolean): string | undefined {
  if (!/^((mod|ctrl|shift|alt)\+)*([!-~]|[A-Z][A-Za-z0-9]{1,10})$/.test(key)) return undefined;
  if (isMac && !key.startsWith("mod+")) return undefined;
  const last = key.endsWith("+") ? "Plus" : key.slice(key.lastIndexOf("+") + 1);
  const modifiers = key.endsWith("+") ? key.slice(0, -1) : key.slice(0, key.lastIndexOf("+") + 1);
  const names = [...modifiers.split("+").filter((name) => name !== ""), last];
  return names.map((name) => electronNames[name] ?? name).join("+");
}
