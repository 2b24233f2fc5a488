import { createStore, useStore } from "zustand";
import type { Snapshot } from "../../../contract/index.ts";
import { liveStore, useSnapshot } from "../../state/live.ts";

/** The snapshot that stands still while the view is paused; collecting goes on. A restart, or another workspace, goes on with the live ones. */
const store = createStore<{ frozen: Snapshot | null }>(() => ({ frozen: null }));

export function togglePause(): void {
  const { snapshot } = liveStore.getState();
  // What is shown is of now: while nothing changes no snapshot comes.
  const now = snapshot === undefined ? null : { ...snapshot, takenAtMs: Date.now() };
  store.setState(({ frozen }) => ({ frozen: frozen === null ? now : null }));
}

/** The snapshot that stands still; null while the view is live. */
export function useFrozen(): Snapshot | null {
  const workspace = useSnapshot(({ workspacePath }) => workspacePath);
  return useStore(store, ({ frozen }) => (frozen?.workspacePath === workspace ? frozen : null));
}

/** As `useSnapshot`: a part of what the view shows, which stands still while it is paused. */
export function useShown<T>(selector: (snapshot: Snapshot) => T): T | undefined {
  const frozen = useFrozen();
  return useSnapshot((live) => selector(frozen ?? live));
}
