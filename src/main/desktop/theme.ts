import { nativeTheme } from "electron";
import { describeFirstPaint } from "../../contract/index.ts";
import type { Session } from "../engine/index.ts";
import type { Theme } from "./window.ts";

/** The view state's key for the chosen theme. */
const themeKey = "app.theme";

/** What a window's first paint shows, read before it loads: the theme, the system's if none was chosen, and `describeFirstPaint`. */
export async function readFirstPaint(session: Session): Promise<{ theme: Theme; firstPaint: string }> {
  const { json } = await session.handlers["viewState.get"]({}, { signal: new AbortController().signal });
  return { theme: themeIn(json) ?? (nativeTheme.shouldUseDarkColors ? "dark" : "light"), firstPaint: describeFirstPaint(json) };
}

/** The theme in the view state; undefined if there is none. */
export function themeIn(viewState: string): Theme | undefined {
  try {
    const kept: unknown = JSON.parse(viewState);
    const theme: unknown = typeof kept === "object" && kept !== null ? Reflect.get(kept, themeKey) : undefined;
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined;
  }
}
