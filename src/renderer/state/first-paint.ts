import { type ViewName, viewNames } from "../../contract/index.ts";

/** What was known of the window before its first paint (public/theme-first.js): the host said it, the address, or this browser's copy. */
const known = () => document.documentElement.dataset;

export const firstView = (): ViewName | undefined => viewNames.find((view) => view === known().firstView);
export const firstRailIsNarrow = (): boolean => known().firstRail === "narrow";
export const firstTheme = (): string => known().firstTheme ?? "auto";

/** Keeps a copy of a choice for the first paint of a reloaded page. Without storage that follows the system, with a wide sidebar. */
export function keepForFirstPaint(key: "theme" | "rail", value: string): void {
  known()[key === "theme" ? "firstTheme" : "firstRail"] = value;
  try {
    localStorage.setItem(`assay.${key}`, value);
  } catch {
    // See above.
  }
}
