import type { ComparisonDetail, CurationAction, CurationState, Rank } from "../../contract/index.ts";
import { candidateLetter } from "../components/format.ts";
import { type Fetched, queryClient } from "../state/query-client.ts";
import { decisionQueue, queueDecision } from "./decisions.ts";
import { changesNothing, withUnsaved } from "./marks.ts";
import { unsavedActions } from "./queue.ts";

/** Whether a decision was queued, was in force already, or names no candidate. */
export type Decided = "queued" | "already" | "nowhere";

type ComparisonAction = Extract<CurationAction, { comparison: string }>;

/** The comparison as it is known, with decisions that are on their way laid over it. */
export function knownComparison(key: string): ComparisonDetail | undefined {
  const known = queryClient.getQueryData<Fetched<ComparisonDetail>>(["comparisons.get", { key }]);
  return known === undefined ? undefined : withUnsaved(known.value, unsavedActions(decisionQueue.getState().waiting)).detail;
}

/** Queues a decision about a comparison, unless it would change nothing or there is no such candidate. */
export function decide(action: ComparisonAction): Decided {
  const known = knownComparison(action.comparison);
  if (known !== undefined) {
    if ("position" in action && !known.candidates.some((candidate) => candidate.position === action.position)) return "nowhere";
    const corrects = action.type === "promote" && action.output !== undefined;
    if (!corrects && changesNothing(known, action)) return "already";
  }
  queueDecision([action], inWords(action, known?.comparisonId ?? action.comparison));
  return "queued";
}

/** The action in words, for messages: "promote candidate B of c-1 to gold". */
export function inWords(action: ComparisonAction, name: string): string {
  switch (action.type) {
    case "promote":
      return `promote candidate ${candidateLetter(action.position)} of ${name} to ${action.tier}`;
    case "reject":
      return `reject candidate ${candidateLetter(action.position)} of ${name}`;
    case "clear":
      return `clear candidate ${candidateLetter(action.position)} of ${name}`;
    case "set_winner":
      return `set candidate ${candidateLetter(action.position)} of ${name} as the winner`;
    case "tie":
      return `mark ${name} as a tie`;
    case "both_bad":
      return `mark every candidate of ${name} as bad`;
    case "skip":
      return `skip ${name}`;
    case "note":
      return `write a note on ${name}`;
    case "rank":
      return action.groups.length === 0 ? `remove the ranking of ${name}` : `rank ${name}: ${formatRanking(action.groups)}`;
    case "flag":
      return `${action.flagged ? "flag" : "remove the flag of"} ${name}`;
    case "reasons":
      return `set the reasons of ${name}`;
    case "tags":
      return `tag ${name}`;
    case "done":
      return `${action.done ? "finish" : "reopen"} ${name}`;
  }
}

/** "B > A = C" */
export const formatRanking = (groups: Rank) => groups.map((group) => group.map(candidateLetter).join(" = ")).join(" > ");

/** Queues undo or redo; false when there is known to be nothing to undo or redo. */
export function stepBack(kind: "undo" | "redo", state: CurationState | undefined): boolean {
  const queued = decisionQueue.getState().waiting.length > 0;
  const possible = kind === "undo" ? state?.canUndo : state?.canRedo;
  if (!queued && possible === false) return false;
  decisionQueue[kind]();
  return true;
}
