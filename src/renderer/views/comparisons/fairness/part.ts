import { useViewState, writeViewState } from "../../../state/view-state.ts";

/** The parts of Comparisons. */
export const parts = ["review", "fairness"] as const;
export type Part = (typeof parts)[number];
export const partLabels: Record<Part, string> = { review: "Review", fairness: "Fairness" };

/** View-state name: the part on screen. */
export const partName = "comparisons.part";

export function usePart(): Part {
  const [stored] = useViewState<string>(partName, "review");
  return parts.find((one) => one === stored) ?? "review";
}

export const showPart = (part: Part) => writeViewState({ [partName]: part });
