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

interface Held extends Crosshair {
  /** Keys moved it last. */
  byKeys: boolean;
}

const nowhere: Held = { timeS: null, latencyMs: null, brushS: null, brushMs: null, byKeys: false };
const store = createStore<Held>(() => nowhere);

/** A pointer is over a chart, or drags. */
export const moveCrosshair = (to: Partial<Crosshair>): void => store.setState({ ...to, byKeys: false });
/** Keys move it, or select. */
export const moveCrosshairByKeys = (to: Partial<Crosshair>): void => store.setState({ ...to, byKeys: true });
/** The pointer passes over a chart: a range that keys have selected stays as it is. */
export const hoverCrosshair = (to: Partial<Crosshair>): void => {
  const { byKeys, brushS, brushMs } = store.getState();
  if (!byKeys || (brushS === null && brushMs === null)) moveCrosshair(to);
};
/** The pointer is elsewhere: what keys have marked stays. */
export const leaveCrosshair = (): void => {
  if (!store.getState().byKeys) clearCrosshair();
};
export const clearCrosshair = (): void => store.setState(nowhere);
export const crosshairNow = (): Crosshair => store.getState();
export const useCrosshair = <T>(choose: (crosshair: Crosshair) => T): T => useStore(store, choose);
