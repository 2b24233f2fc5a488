import type { CurationAction, GenerationCounts } from "../../../contract/index.ts";
import type { EventRecord } from "./state/undo-history.ts";

/** What decisions are called in history, marks and provenance: plain words, ids cut short. */

const longest = 60;

/** Ids come from outside and may be long or odd: shown as text, never more than a line of it. */
export function short(id: string): string {
  const flat = id.replace(/\s+/gu, " ");
  return flat.length <= longest ? flat : `${flat.slice(0, longest - 1)}…`;
}

/** What is known about the target of an action when it is described. */
export interface Target {
  comparisonId?: string;
  engineId?: string;
  sampleId?: string;
}

/** "promoted candidate 2 (gpt-x) of c-1 to gold" */
export function describe(action: CurationAction, target: Target): string {
  const of = short(target.comparisonId ?? "");
  const candidate = "position" in action ? `candidate ${action.position + 1} (${short(target.engineId ?? "")}) of ${of}` : "";
  const sample = `sample ${short(target.sampleId ?? "")}`;
  switch (action.type) {
    case "promote":
      return `promoted ${candidate} to ${action.tier}`;
    case "reject":
      return `rejected ${candidate}`;
    case "clear":
      return `cleared ${candidate}`;
    case "set_winner":
      return `set ${candidate} as the winner`;
    case "tie":
      return `called ${of} a tie`;
    case "both_bad":
      return `called every candidate of ${of} bad`;
    case "skip":
      return `skipped ${of}`;
    case "note":
      return action.note === "" ? `removed the note on ${of}` : `noted on ${of}`;
    case "retier":
      return `changed ${sample} to ${action.tier}`;
    case "edit":
      return `edited ${sample}`;
    case "demote":
      return `removed ${sample} from the dataset`;
  }
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** One kind of decision, many times. */
function describeMany(action: CurationAction, count: number): string {
  const candidates = plural(count, "candidate", "candidates");
  const comparisons = plural(count, "comparison", "comparisons");
  const samples = plural(count, "sample", "samples");
  switch (action.type) {
    case "promote":
      return `promoted ${candidates} to ${action.tier}`;
    case "reject":
      return `rejected ${candidates}`;
    case "clear":
      return `cleared ${candidates}`;
    case "set_winner":
      return `set the winner of ${comparisons}`;
    case "tie":
      return `called ${comparisons} a tie`;
    case "both_bad":
      return `called every candidate of ${comparisons} bad`;
    case "skip":
      return `skipped ${comparisons}`;
    case "note":
      return `noted on ${comparisons}`;
    case "retier":
      return `changed ${samples} to ${action.tier}`;
    case "edit":
      return `edited ${samples}`;
    case "demote":
      return `removed ${samples} from the dataset`;
  }
}

/** One step in words, however many decisions it has. @param removed automatic samples that left the dataset with it. */
export function describeStep(decisions: readonly { action: CurationAction; target: Target }[], removed = 0): string {
  const words = describeDecisions(decisions);
  return removed === 0 ? words : `${words}; removed ${plural(removed, "automatic sample", "automatic samples")}`;
}

function describeDecisions(decisions: readonly { action: CurationAction; target: Target }[]): string {
  const [first] = decisions;
  if (!first) return "nothing changed";
  if (decisions.length === 1) return describe(first.action, first.target);
  const kinds = new Map<string, { action: CurationAction; count: number }>();
  for (const { action } of decisions) {
    const name = "tier" in action ? `${action.type} ${action.tier}` : action.type;
    const kind = kinds.get(name);
    if (kind) kind.count++;
    else kinds.set(name, { action, count: 1 });
  }
  return [...kinds.values()].map(({ action, count }) => describeMany(action, count)).join(", ");
}

/** "generated 1633 samples": what a generation is called in history and on the undo button. */
export function describeGeneration({ created, changed, removed }: GenerationCounts, automatic: boolean): string {
  const done = [
    created > 0 ? `generated ${plural(created, "sample", "samples")}` : "",
    changed > 0 ? `changed ${plural(changed, "generated sample", "generated samples")}` : "",
    removed > 0 ? `removed ${plural(removed, "generated sample", "generated samples")}` : "",
  ].filter((one) => one !== "");
  if (done.length === 0) return "nothing to generate";
  return `${done.join(", ")}${automatic ? " by the winners' scores" : ""}`;
}

/** What undo, redo and undo where a step stands are called: "undid: generated 1633 samples", and "redid: …" for the undo of an undo. */
export function describeReversal(type: "undo" | "redo" | "revert", step: EventRecord, root: EventRecord): string {
  if (type !== "revert") return `${type === "undo" ? "took back" : "did again"}: ${step.description}`;
  const undoes = step === root || step.description.startsWith("redid: ");
  return `${undoes ? "undid" : "redid"}: ${root.description}`;
}

/** Says of an undo what it left as it is. */
export function withStays(words: string, stays: { count: number; of: number } | null): string {
  if (stays === null) return words;
  return `${words} (${stays.count} of ${stays.of} ${stays.count === 1 ? "was" : "were"} changed later and ${stays.count === 1 ? "stays" : "stay"})`;
}
