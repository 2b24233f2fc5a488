import { useEffect } from "react";
import { keepForFirstPaint } from "../state/first-paint.ts";
import { readViewState, useViewState, writeViewState } from "../state/view-state.ts";

const name = "app.railIsNarrow";

/** Whether the sidebar shows icons alone. */
export function useRailIsNarrow(): boolean {
  const [narrow] = useViewState(name, false);
  useEffect(() => keepForFirstPaint("rail", narrow ? "narrow" : "wide"), [narrow]);
  return narrow;
}

export function toggleRail(): void {
  writeViewState({ [name]: !readViewState(name, false) });
}
