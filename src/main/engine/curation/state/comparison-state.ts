import type { CandidateState, MarkState, OutcomeState } from "../../../../contract/index.ts";
import type { TextRef } from "../log/event.ts";

/** What is decided about one comparison. */
export interface ComparisonState extends OutcomeState {
  /** null: no note. */
  note: TextRef | null;
  /** `noMarks` itself while there are none. */
  marks: MarkState;
  candidates: Map<number, CandidateState>;
}
