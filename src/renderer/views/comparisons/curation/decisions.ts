import { useSyncExternalStore } from "react";
import type { CurationAction } from "../../../../contract/index.ts";
import { reportFailure } from "../../../app/notify.ts";
import { withCandidateLetter } from "../../../components/candidate-letter.ts";
import { ask } from "../../../state/queries.ts";
import { workspaceStore } from "../../../state/workspace.ts";
import { say } from "../said.ts";
import { refreshAfterFailure, takeSavedStep } from "./cache.ts";
import { createDecisionQueue, type QueueState, type Step } from "./queue.ts";

let watchers = 0;

/** Called by what shows failed decisions while it is on screen; returns what ends it. Meanwhile no notification covers the keys. */
export function watchFailures(): () => void {
  watchers += 1;
  return () => {
    watchers -= 1;
  };
}

/**
 * The one queue of decisions, shared by the views and older than any of them: changing the view while
 * a decision is being written neither loses it nor its failure.
 */
export const decisions = createDecisionQueue(
  async (step: Step) => {
    const answer = await sent(step);
    if (answer.ok) return answer;
    refreshAfterFailure(step);
    if (step.kind !== "apply" || watchers === 0) reportFailure(answer.error);
    return answer;
  },
  (step, answer) => {
    takeSavedStep(step, answer);
    if (step.kind === "undo") say(`Undone: ${withCandidateLetter(answer.description)}`);
    if (step.kind === "redo") say(`Redone: ${withCandidateLetter(answer.description)}`);
  },
);

/** Queues a decision. A remark about an older one, "Undone: …" say, is not left standing beside it. */
export function queueDecision(actions: readonly CurationAction[], words: string): void {
  say("");
  decisions.decide(actions, words);
}

workspaceStore.subscribe((now, before) => {
  if (now.generation !== before.generation) decisions.startOver();
});

function sent(step: Step) {
  if (step.kind === "undo") return ask("curation.undo", {});
  if (step.kind === "redo") return ask("curation.redo", {});
  return ask("curation.apply", { actions: [...step.actions] });
}

/** The queue as it is now; renders again when it changes. */
export function useDecisions(): QueueState {
  return useSyncExternalStore(decisions.subscribe, decisions.getState);
}
