import { type ViewName, viewNames } from "../../contract/index.ts";
import { useViewState, writeViewState } from "./view-state.ts";

const isViewName = (name: unknown): name is ViewName => viewNames.some((view) => view === name);

/** Goes to a view. `set` writes view-state first, for example the filter that the view should open with. */
export function navigate(view: ViewName, set: Record<string, unknown> = {}): void {
  writeViewState({ ...set, "app.view": view });
}

/** The view on screen; the one of last time after a restart. */
export function useCurrentView(): ViewName {
  const [view] = useViewState<string>("app.view", "live");
  return isViewName(view) ? view : "live";
}
