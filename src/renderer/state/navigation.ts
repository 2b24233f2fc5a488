import { type ViewName, viewNames } from "../../contract/index.ts";
import { readViewState, useViewState, writeViewState } from "./view-state.ts";

const name = "app.view";
const firstView = "overview" satisfies ViewName;
const toViewName = (stored: string): ViewName => viewNames.find((view) => view === stored) ?? firstView;

/** Goes to a view. `set` writes view-state first, for example the filter that the view should open with. */
export function navigate(view: ViewName, set: Record<string, unknown> = {}): void {
  writeViewState({ ...set, [name]: view });
}

/** The view on screen; the one of last time after a restart. */
export function useCurrentView(): ViewName {
  return toViewName(useViewState<string>(name, firstView)[0]);
}

/** The same, at this moment. */
export function currentView(): ViewName {
  return toViewName(readViewState<string>(name, firstView));
}
