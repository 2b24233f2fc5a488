import { useLayoutEffect, useSyncExternalStore } from "react";
import { firstTheme, keepForFirstPaint } from "../state/first-paint.ts";
import { useViewState, writeViewState } from "../state/view-state.ts";
import { useWorkspaceGate } from "../state/workspace.ts";

export type ThemeChoice = "light" | "dark" | "auto";
export const themeKey = "app.theme";

const isChoice = (value: string): value is ThemeChoice => value === "light" || value === "dark" || value === "auto";

/** The choice that the first paint went by, from before the view state is there. */
export function keptChoice(): ThemeChoice {
  const kept = firstTheme();
  return isChoice(kept) ? kept : "auto";
}

/** The chosen theme: light, dark, or "auto" for what the system says. Kept in the view state; a new workspace begins with the last choice. */
export function useThemeChoice(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const [stored, set] = useViewState<string>(themeKey, "");
  return [isChoice(stored) ? stored : keptChoice(), set];
}

/** Chooses a theme from outside a component. */
export function chooseTheme(choice: ThemeChoice): void {
  writeViewState({ [themeKey]: choice });
}

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

function useSystemDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      systemDark.addEventListener("change", listener);
      return () => systemDark.removeEventListener("change", listener);
    },
    () => systemDark.matches,
  );
}

/** The scheme to draw in now; writes it on the document before anything is painted. */
export function useColorScheme(): "light" | "dark" {
  const { ready } = useWorkspaceGate();
  const [chosen] = useThemeChoice();
  const dark = useSystemDark();
  const choice = ready ? chosen : keptChoice();
  const scheme = choice === "auto" ? (dark ? "dark" : "light") : choice;
  useLayoutEffect(() => {
    document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
    document.documentElement.style.colorScheme = scheme;
    if (ready) keepForFirstPaint("theme", choice);
  }, [scheme, choice, ready]);
  return scheme;
}
