import type { GenerationCounts } from "../../../contract/index.ts";
import type { EventRecord } from "./undo-history.ts";

const samples = (count: number) => `${count} ${count === 1 ? "sample" : "samples"}`;

/** "generated 1633 samples": what a generation is called in history and on the undo button. */
export function describeGeneration({ created, changed, removed }: GenerationCounts, automatic: boolean): string {
  const done = [
    created > 0 ? `generated ${samples(created)}` : "",
    changed > 0 ? `changed ${changed} generated ${changed === 1 ? "sample" : "samples"}` : "",
    removed > 0 ? `removed ${removed} generated ${removed === 1 ? "sample" : "samples"}` : "",
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
