import type { JudgingReport } from "../../../../contract/index.ts";
import { useViewState } from "../../../state/view-state.ts";

/** Whose bias is shown: "" for all people together. A name that is not in the report is all. */
export function useReviewer({ reviewers }: Pick<JudgingReport, "reviewers">): [string, (name: string) => void] {
  const [stored, setStored] = useViewState<string>("fairness.reviewer", "");
  return [reviewers.some(({ name }) => name === stored) ? stored : "", setStored];
}
