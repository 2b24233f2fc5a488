import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";

/** The editors below a comparison; at most one is open. Which one, and what is half-made in it, survives a restart. */
export type DeskPanel = "rank" | "correct" | "marks";
interface Open {
  panel: DeskPanel | "";
  key: string;
}

const name = "comparisons.panel";
const closed: Open = { panel: "", key: "" };

export const openPanel = (panel: DeskPanel, key: string) => writeViewState({ [name]: { panel, key } });
export const closePanel = () => writeViewState({ [name]: closed });

/** The editor that is open on this comparison; "" when none is. */
export function useOpenPanel(key: string): DeskPanel | "" {
  const [open] = useViewState<Open>(name, closed);
  return open.key === key ? open.panel : "";
}

interface HalfRanking {
  key: string;
  groups: number[][];
}
const rankingName = "comparisons.ranking";
const noRanking: HalfRanking = { key: "", groups: [] };

/** The half-made ranking of a comparison at this moment; undefined without one. */
export function rankingNow(key: string): number[][] | undefined {
  const half = readViewState<HalfRanking>(rankingName, noRanking);
  return half.key === key ? half.groups : undefined;
}

export const setRanking = (key: string, groups: number[][]) => writeViewState({ [rankingName]: { key, groups } });
export const dropRanking = () => writeViewState({ [rankingName]: noRanking });

export function useRanking(key: string): number[][] | undefined {
  const [half] = useViewState<HalfRanking>(rankingName, noRanking);
  return half.key === key ? half.groups : undefined;
}
