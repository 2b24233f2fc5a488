import { readViewState } from "../../state/view-state.ts";
import { placeNow } from "../place.ts";
import { type AutoAdvance, defaultPauseMs } from "./advance.ts";

export const autoAdvanceName = "comparisons.autoAdvance";
export const pauseName = "comparisons.autoAdvancePauseMs";

export const autoAdvanceNow = (): AutoAdvance => ({
  isOn: readViewState(autoAdvanceName, false),
  pauseMs: readViewState(pauseName, defaultPauseMs),
});

let timer: ReturnType<typeof setTimeout> | undefined;

/** Stays after all, when a pause is under way. */
export const stay = () => clearTimeout(timer);

/** Leaves the comparison on screen after a pause, unless somebody has left it before, or decides again. */
export function leaveAfter(pauseMs: number, leave: () => void): void {
  stay();
  if (pauseMs === 0) {
    leave();
    return;
  }
  const { key } = placeNow();
  timer = setTimeout(() => {
    if (placeNow().key === key) leave();
  }, pauseMs);
}
