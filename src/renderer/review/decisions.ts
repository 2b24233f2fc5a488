import { useSyncExternalStore } from "react";
import type { CurationAction, CurationAnswer, Result } from "../../contract/index.ts";
import { reportDone, reportFailure } from "../state/notify.ts";
import { ask } from "../state/queries.ts";
import { workspaceStore } from "../state/workspace.ts";
import { refreshAfterFailure, takeSavedStep } from "./cache.ts";
import { formatDescription, generatedWords } from "./generated-words.ts";
import { createDecisionQueue, type QueueState, type Step } from "./queue.ts";
import { say } from "./said.ts";
import { discardSavedDrafts } from "./saved-drafts.ts";

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
    discardSavedDrafts(step);
    if (step.kind === "apply" || step.kind === "generate") return;
    const words = `${step.kind === "redo" ? "Redone" : "Undone"}: ${formatDescription(answer.description)}`;
    say(words);
    if (step.kind !== "undoEvent" && step.toast) reportDone(words);
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

async function sent(step: Step): Promise<Result<CurationAnswer>> {
  switch (step.kind) {
    case "undo":
      return ask("curation.undo", {});
    case "redo":
      return ask("curation.redo", {});
    case "undoEvent":
      return ask("curation.undoEvent", { eventId: step.eventId });
    case "apply":
      return ask("curation.apply", { actions: [...step.actions] });
    case "generate": {
      const answer = await ask("curation.generate", {});
      if (answer.ok) reportDone(generatedWords(answer.value));
      step.onEnd(answer.ok);
      return answer;
    }
  }
}

/** The queue as it is now; renders again when it changes. */
export function useDecisions(): QueueState {
  return useSyncExternalStore(decisions.subscribe, decisions.getState);
}
