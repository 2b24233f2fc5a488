import { nativeTheme } from "electron";
import type { Session } from "../engine/index.ts";
import type { Theme } from "./window.ts";

/** Where the screen keeps the chosen theme in its view state. */
const themeKey = "app.theme";

/** The theme the screen will have, read before there is one; what the system says when nobody chose. */
export async function chosenTheme(session: Session): Promise<Theme> {
  const { json } = await session.handlers["viewState.get"]({}, { signal: new AbortController().signal });
  return themeIn(json) ?? (nativeTheme.shouldUseDarkColors ? "dark" : "light");
}

/** The theme named in remembered view state; undefined when it names none. */
export function themeIn(viewState: string): Theme | undefined {
  try {
    const kept: unknown = JSON.parse(viewState);
    const theme: unknown = typeof kept === "object" && kept !== null ? Reflect.get(kept, themeKey) : undefined;
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined;
  }
}
