import { replaceEqualDeep } from "@tanstack/react-query";
import { createStore, useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Snapshot } from "../../contract/index.ts";

interface Live {
  snapshot: Snapshot | undefined;
}

export const liveStore = createStore<Live>(() => ({ snapshot: undefined }));

/**
 * Stores a snapshot. An older one of the same workspace is ignored: they may arrive out of order. Parts that are equal stay the same objects, so that what shows them is
 * not drawn again.
 */
export function takeSnapshot(next: Snapshot): void {
  const current = liveStore.getState().snapshot;
  if (current !== undefined && current.workspacePath === next.workspacePath && next.seq <= current.seq) return;
  liveStore.setState({ snapshot: replaceEqualDeep(current, next) });
}

/** After a new connection the host may count from the start again. */
export function expectFreshSnapshots(): void {
  const current = liveStore.getState().snapshot;
  if (current !== undefined) liveStore.setState({ snapshot: { ...current, seq: -1 } });
}

/** A part of the newest snapshot; undefined until the first has come. Renders again only when the part changes, compared shallowly. */
export function useSnapshot<T>(selector: (snapshot: Snapshot) => T): T | undefined {
  return useStore(
    liveStore,
    useShallow((live) => (live.snapshot === undefined ? undefined : selector(live.snapshot))),
  );
}
