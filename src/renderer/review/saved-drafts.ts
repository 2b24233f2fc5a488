import { drafts } from "../state/drafts.ts";
import type { Step } from "./queue.ts";

/** Discards the drafts that went into a saved step. */
export function discardSavedDrafts(step: Step): void {
  if (step.kind !== "apply") return;
  for (const action of step.actions) {
    if (action.type === "edit") drafts.saved({ kind: "sample", target: action.sample });
    if (action.type === "note") drafts.saved({ kind: "note", target: action.comparison });
  }
}
