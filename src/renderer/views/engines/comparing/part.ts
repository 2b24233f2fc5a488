import { useViewState, writeViewState } from "../../../state/view-state.ts";

/** The parts of Engines. */
export const engineParts = ["table", "compare", "wins", "why", "failures", "windows"] as const;
export type EnginePart = (typeof engineParts)[number];
export const enginePartLabels: Record<EnginePart, string> = {
  table: "All",
  compare: "Compare two",
  wins: "Win rates",
  why: "Why slow",
  failures: "Failures",
  windows: "Windows",
};

/** View-state name: the part on screen. */
export const enginePartName = "engines.part";

export function useEnginePart(): EnginePart {
  const [stored] = useViewState<string>(enginePartName, "table");
  return engineParts.find((one) => one === stored) ?? "table";
}

export const showEnginePart = (part: EnginePart) => writeViewState({ [enginePartName]: part });
