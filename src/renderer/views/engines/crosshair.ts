import { createStore, useStore } from "zustand";

/** Where the crosshair is: one for all charts of the view, so that the same time, or latency, is marked in each. */
interface Crosshair {
  /** Start of a bucket, Unix seconds. */
  timeS: number | null;
  latencyMs: number | null;
  /** The range that is being selected, from inclusive to exclusive. */
  brushS: readonly [number, number] | null;
  brushMs: readonly [number, number] | null;
}

const nowhere: Crosshair = { timeS: null, latencyMs: null, brushS: null, brushMs: null };
const store = createStore<Crosshair>(() => nowhere);

export const moveCrosshair = (to: Partial<Crosshair>): void => store.setState(to);
export const clearCrosshair = (): void => store.setState(nowhere);
export const crosshairNow = (): Crosshair => store.getState();
export const useCrosshair = <T>(choose: (crosshair: Crosshair) => T): T => useStore(store, choose);
