import { readViewState, useViewState, writeViewState } from "../../../state/view-state.ts";
import { toShares } from "./slots.ts";

/** How the comparison on screen is laid out, remembered under these names. What was edited by hand and makes no sense is read as the first value. */
const names = {
  /** How many columns; 0 is as many as fit. */
  columns: "comparisons.columns",
  shares: "comparisons.columnShares",
  grid: "comparisons.grid",
  difference: "comparisons.difference",
  scrollTogether: "comparisons.scrollTogether",
  pinned: "comparisons.pinned",
} as const;

interface Pinned {
  /** The comparison that they are of. */
  key: string;
  positions: number[];
}
const noPins: Pinned = { key: "", positions: [] };

const toPositions = ({ key, positions }: Pinned, comparison: string): number[] =>
  key === comparison && Array.isArray(positions) ? positions.filter((position) => Number.isSafeInteger(position) && position >= 0) : [];

export const useColumnsWanted = (): number => useViewState(names.columns, 0)[0];
export const columnsWantedNow = (): number => readViewState(names.columns, 0);
export const setColumnsWanted = (columns: number): void => writeViewState({ [names.columns]: columns, [names.shares]: [] });

export const useShares = (columns: number): number[] => toShares(useViewState<unknown[]>(names.shares, [])[0], columns);
export const sharesNow = (columns: number): number[] => toShares(readViewState<unknown[]>(names.shares, []), columns);
export const setShares = (shares: readonly number[]): void => writeViewState({ [names.shares]: shares });

export const usePinned = (comparison: string): number[] => toPositions(useViewState(names.pinned, noPins)[0], comparison);
export const pinnedNow = (comparison: string): number[] => toPositions(readViewState(names.pinned, noPins), comparison);
export const setPinned = (key: string, positions: readonly number[]): void => writeViewState({ [names.pinned]: { key, positions } });

const createSwitch = (name: string) => ({
  use: (): boolean => useViewState(name, false)[0],
  now: (): boolean => readViewState(name, false),
  set: (on: boolean): void => writeViewState({ [name]: on }),
});

/** All candidates in small cards instead of columns. */
export const gridSwitch = createSwitch(names.grid);
/** Two candidates, with the words marked in which they differ. */
export const differenceSwitch = createSwitch(names.difference);
/** Columns scroll by the same part of their length. */
export const scrollTogetherSwitch = createSwitch(names.scrollTogether);
