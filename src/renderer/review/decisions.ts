import { useSyncExternalStore } from "react";
import { type CurationAction, type CurationAnswer, promotedRef, type Result } from "../../contract/index.ts";
import { drafts } from "../state/drafts.ts";
import { reportDone, reportFailure, say } from "../state/notify.ts";
import { query } from "../state/queries.ts";
import { noteStep, type Revision, revisionNow } from "../state/revisions.ts";
import { workspaceStore } from "../state/workspace.ts";
import { refreshAfterFailure, takeSavedStep } from "./cache.ts";
import { formatDescription, formatGenerated } from "./generated-words.ts";
import { createDecisionQueue, getUnsaved, type QueueState, type Step } from "./queue.ts";
import { createRest } from "./rest.ts";

let watchers = 0;

/** Called by what shows failed decisions while it is on screen; returns what ends it. Meanwhile no notification covers the keys. */
export function watchFailures(): () => void {
  watchers += 1;
  return () => {
    watchers -= 1;
  };
}

/** What the engine answered, and the revisions that held then: it may be shown later. */
interface Saved {
  answer: CurationAnswer;
  revisions: Revision;
}

/** How long the next comparison takes to be painted, with room. */
const restMs = 100;

/**
 * The one queue of decisions, shared by the views, the palette and the menu. It outlives them: changing the view while a decision is being
 * saved loses neither the decision nor its failure.
 *
 * What a comparison or sample looks like on screen comes from four layers, each over the one before:
 * 1. What the engine last answered, in the query cache. `useFollow` asks again once the followed revision has moved; data that shows a
 *    person's own steps waits until the revision has stood still for 400 ms.
 * 2. A step that was just saved (`takeSavedStep`): the cached detail is patched with it, because an answer asked for before it was saved
 *    does not have it.
 * 3. Lists are not patched. For 30 s after a step, what is known of a row (`recentMarks`, `recentSampleActions`) goes over the row, until
 *    the list has been asked for again.
 * 4. Steps still waiting in this queue (`withUnsaved`, `rowWithUnsaved`), drawn as being saved. A step leaves this layer only after layer 2
 *    has it, so a mark never flickers; when it fails, the mark goes and the failure stays on screen.
 */
export const decisionQueue = createDecisionQueue<Saved>(
  async (step: Step) => {
    const answer = await sent(step);
    if (answer.ok) {
      discardSavedDrafts(step);
      return { ok: true, value: { answer: answer.value, revisions: revisionNow() } };
    }
    refreshAfterFailure(step);
    if (step.kind !== "apply" || watchers === 0) reportFailure(answer.error);
    return answer;
  },
  (step, { answer, revisions }) => {
    takeSavedStep(step, answer, revisions);
    if (step.kind === "apply" || step.kind === "generate") return;
    const words = `${step.kind === "redo" ? "Redone" : "Undone"}: ${formatDescription(answer.description)}`;
    say(words);
    if (step.kind !== "undoEvent" && step.toast) reportDone(words);
  },
  createRest(restMs),
);

/** Queues a decision. A remark about an older one, "Undone: …" say, is not left standing beside it. */
export function queueDecision(actions: readonly CurationAction[], words: string): void {
  noteStep();
  say("");
  decisionQueue.decide(actions, words);
}

workspaceStore.subscribe((now, before) => {
  if (now.generation !== before.generation) decisionQueue.startOver();
});

async function sent(step: Step): Promise<Result<CurationAnswer>> {
  switch (step.kind) {
    case "undo":
      return query("curation.undo", {});
    case "redo":
      return query("curation.redo", {});
    case "undoEvent":
      return query("curation.undoEvent", { eventId: step.eventId });
    case "apply":
      return query("curation.apply", { actions: [...step.actions] });
    case "generate": {
      const answer = await query("curation.generate", step.scope);
      if (answer.ok) reportDone(formatGenerated(answer.value));
      step.onEnd(answer.ok);
      return answer;
    }
  }
}

/** The queue as it is now; renders again when it changes. */
export function useDecisionQueue(): QueueState {
  return useSyncExternalStore(decisionQueue.subscribe, decisionQueue.getState);
}

/** The actions on one comparison that are on their way; renders again only when those change. */
export function useUnsaved(comparison: string): readonly CurationAction[] {
  return useSyncExternalStore(decisionQueue.subscribe, () => getUnsaved(comparison, decisionQueue.getState().waiting));
}

/** Whether a decision is on its way. */
export function useIsSaving(): boolean {
  return useSyncExternalStore(decisionQueue.subscribe, () => decisionQueue.getState().waiting.length > 0);
}

/** Discards the drafts that went into a saved step. */
function discardSavedDrafts(step: Step): void {
  if (step.kind !== "apply") return;
  for (const action of step.actions) {
    if (action.type === "edit") drafts.saved({ kind: "sample", target: action.sample });
    if (action.type === "promote" && action.output !== undefined)
      drafts.saved({ kind: "answer", target: promotedRef(action.comparison, action.position) });
    if (action.type === "note") drafts.saved({ kind: "note", target: action.comparison });
  }
}
