import { readViewState, useViewState, writeViewState } from "../state/view-state.ts";

const name = "app.railIsNarrow";

/** Whether the sidebar shows icons alone. */
export const useRailIsNarrow = (): boolean => useViewState(name, false)[0];

export function toggleRail(): void {
  writeViewState({ [name]: !readViewState(name, false) });
}
