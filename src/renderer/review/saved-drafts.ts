import { drafts } from "../state/drafts.ts";
import type { Step } from "./queue.ts";

/** What a step on disk has made of drafts is no draft any more. */
export function discardSavedDrafts(step: Step): void {
  if (step.kind !== "apply") return;
  for (const action of step.actions) {
    if (action.type === "edit") drafts.saved({ kind: "sample", target: action.sample });
    if (action.type === "note") drafts.saved({ kind: "note", target: action.comparison });
  }
}
