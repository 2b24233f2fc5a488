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

const clear = (): void => store.setState(nowhere);
const move = (to: Partial<Crosshair>): void => store.setState({ ...to, byKeys: false });

/** What charts do with the crosshair. */
export const crosshair = {
  now: (): Crosshair => store.getState(),
  clear,
  /** A pointer drags. */
  move,
  /** Keys move it, or select. */
  moveByKeys: (to: Partial<Crosshair>): void => store.setState({ ...to, byKeys: true }),
  /** The pointer passes over a chart: a range that keys have selected stays as it is. */
  hover: (to: Partial<Crosshair>): void => {
    const { byKeys, brushS, brushMs } = store.getState();
    if (!byKeys || (brushS === null && brushMs === null)) move(to);
  },
  /** The pointer is elsewhere: what keys have marked stays. */
  leave: (): void => {
    if (!store.getState().byKeys) clear();
  },
};

export const useCrosshair = <T>(choose: (at: Crosshair) => T): T => useStore(store, choose);
