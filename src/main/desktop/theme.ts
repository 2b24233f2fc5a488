import { nativeTheme } from "electron";
import type { Session } from "../engine/index.ts";
import type { Theme } from "./window.ts";

/** The view state's key for the chosen theme. */
const themeKey = "app.theme";

/** The theme that the screen will have, read before it loads; the system's if none was chosen. */
export async function chosenTheme(session: Session): Promise<Theme> {
  const { json } = await session.handlers["viewState.get"]({}, { signal: new AbortController().signal });
  return themeIn(json) ?? (nativeTheme.shouldUseDarkColors ? "dark" : "light");
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
