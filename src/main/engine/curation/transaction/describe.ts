import {
  type CurationAction,
  candidateLetter,
  type GenerationCounts,
  type GenerationScope,
  type Rank,
  type ReplacementCounts,
  toRank,
} from "../../../../contract/index.ts";
import { shorten } from "../../base/json-value.ts";
import type { EventRecord } from "../state/undo-history.ts";

/** Descriptions of steps in history, undo buttons and provenance. */

const maxIdCharacters = 60;

/** An id on one line, cut to 60 characters: ids come from outside and may be anything. */
const short = (id: string) => shorten(id.replace(/\s+/gu, " "), maxIdCharacters);

/** Names of what an action is about. */
export interface Target {
  comparisonId?: string;
  engineId?: string;
  sampleId?: string;
  /** Of a ranking, by position. */
  engines?: ReadonlyMap<number, string>;
}

/** The positions of a sealed comparison in the order in which they are shown. */
export type Shown = readonly number[];

const maxRankingCharacters = 200;

function describeRanking(groups: Rank, name: (position: number) => string): string {
  const ranking = groups.map((group) => group.map(name).join(" = ")).join(" > ");
  return shorten(ranking, maxRankingCharacters);
}

const listWords = (words: readonly string[]) => shorten(words.join(", "), maxIdCharacters);

/**
 * "promoted candidate B (gpt-x) of c-1 to gold"
 * @param shown the order in which the candidates were shown, if that is another.
 * @param isSealed names no engine and no id.
 */
export function describe(action: CurationAction, target: Target, shown?: Shown, isSealed = false): string {
  const of = isSealed ? "a sealed comparison" : short(target.comparisonId ?? "");
  const name = (position: number, engineId = "") => {
    const letter = candidateLetter(shown ? shown.indexOf(position) : position);
    return isSealed ? letter : `${letter} (${short(engineId)})`;
  };
  const candidate = "position" in action ? `candidate ${name(action.position, target.engineId)} of ${of}` : "";
  const sample = `sample ${short(target.sampleId ?? "")}`;
  switch (action.type) {
    case "promote":
      return `promoted ${candidate} to ${action.tier}${action.output === undefined ? "" : ", corrected"}`;
    case "reject":
      return `rejected ${candidate}`;
    case "clear":
      return `cleared ${candidate}`;
    case "set_winner":
      return `set ${candidate} as the winner`;
    case "tie":
      return `marked ${of} as a tie`;
    case "both_bad":
      return `marked every candidate of ${of} as bad`;
    case "skip":
      return `skipped ${of}`;
    case "note":
      return action.note === "" ? `removed the note on ${of}` : `wrote a note on ${of}`;
    case "rank":
      if (action.groups.length === 0) return `removed the ranking of ${of}`;
      return `ranked ${of}: ${describeRanking(toRank(action.groups) ?? [], (position) => name(position, target.engines?.get(position)))}`;
    case "flag":
      return action.flagged ? `flagged ${of}` : `removed the flag of ${of}`;
    case "reasons":
      return action.reasons.length === 0 ? `removed the reasons of ${of}` : `gave ${of} the reasons ${listWords(action.reasons)}`;
    case "tags":
      return action.tags.length === 0 ? `removed the tags of ${of}` : `tagged ${of} ${listWords(action.tags)}`;
    case "done":
      return action.done ? `finished ${of}` : `reopened ${of}`;
    case "retier":
      return `changed ${sample} to ${action.tier}`;
    case "edit":
      return `edited ${sample}`;
    case "demote":
      return `removed ${sample} from the dataset`;
  }
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Many decisions of one kind. */
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
      return `marked ${comparisons} as a tie`;
    case "both_bad":
      return `marked every candidate of ${comparisons} as bad`;
    case "skip":
      return `skipped ${comparisons}`;
    case "note":
      return `wrote a note on ${comparisons}`;
    case "rank":
      return `ranked ${comparisons}`;
    case "flag":
      return action.flagged ? `flagged ${comparisons}` : `removed the flag of ${comparisons}`;
    case "reasons":
      return `set the reasons of ${comparisons}`;
    case "tags":
      return `tagged ${comparisons}`;
    case "done":
      return action.done ? `finished ${comparisons}` : `reopened ${comparisons}`;
    case "retier":
      return `changed ${samples} to ${action.tier}`;
    case "edit":
      return `edited ${samples}`;
    case "demote":
      return `removed ${samples} from the dataset`;
  }
}

/** One step in a sealed comparison: what was done, and nothing that follows from it. */
export function describeSealed(decisions: readonly { action: CurationAction; target: Target }[], shown: Shown): string {
  return decisions.map(({ action, target }) => describe(action, target, shown, true)).join(", ") || "nothing changed";
}

/** A step of any number of decisions. @param removed automatic samples that it removed from the dataset. */
export function describeStep(decisions: readonly { action: CurationAction; target: Target }[], removed = 0, shown?: Shown): string {
  const words = describeDecisions(decisions, shown);
  return removed === 0 ? words : `${words}; removed ${plural(removed, "automatic sample", "automatic samples")}`;
}

function describeDecisions(decisions: readonly { action: CurationAction; target: Target }[], shown?: Shown): string {
  const [first] = decisions;
  if (!first) return "nothing changed";
  if (decisions.length === 1) return describe(first.action, first.target, shown);
  const kinds = new Map<string, { action: CurationAction; count: number }>();
  for (const { action } of decisions) {
    const name = "tier" in action ? `${action.type} ${action.tier}` : action.type;
    const kind = kinds.get(name);
    if (kind) kind.count++;
    else kinds.set(name, { action, count: 1 });
  }
  return [...kinds.values()].map(({ action, count }) => describeMany(action, count)).join(", ");
}

/**
 * "generated 1633 samples"
 * @param cause "automatic": the workspace's setting; or what every winner from a score on was promoted to.
 */
export function describeGeneration(
  { created, changed, removed }: Pick<GenerationCounts, "created" | "changed" | "removed">,
  cause: "automatic" | GenerationScope["promote"],
): string {
  const done = [
    created > 0 ? `generated ${plural(created, "sample", "samples")}` : "",
    changed > 0 ? `changed ${plural(changed, "generated sample", "generated samples")}` : "",
    removed > 0 ? `removed ${plural(removed, "generated sample", "generated samples")}` : "",
  ].filter((one) => one !== "");
  if (done.length === 0) return "nothing to generate";
  if (cause === undefined) return done.join(", ");
  return `${done.join(", ")}${cause === "automatic" ? " by the winners' scores" : `: winners with score ${cause.minScore} or more to ${cause.tier}`}`;
}

/** "replaced 1204 records of log.jsonl (earlier by litellm 1); 12 decisions carried over, 1 not". */
export function describeReplacement(file: string, { records, removed, carried, lost, earlier }: ReplacementCounts): string {
  const by = earlier.length === 0 ? "" : ` (earlier by ${earlier.join(", ")})`;
  const decisions =
    carried + lost === 0 ? "" : `; ${plural(carried, "decision", "decisions")} carried over${lost === 0 ? "" : `, ${lost} not`}`;
  const what = `${plural(records, "record", "records")} of ${short(file)}`;
  if (records === 0) return `took away ${plural(removed, "record", "records")} of ${short(file)}${by}`;
  return `replaced ${what}${by}${removed === 0 ? "" : `, took away ${removed}`}${decisions}`;
}

/** "undone: generated 1633 samples"; "redone: …" for a redo, and for the undo of an undo. */
export function describeReversal(
  type: "undo" | "redo" | "revert",
  step: Pick<EventRecord, "description">,
  root: Pick<EventRecord, "description">,
): string {
  if (type !== "revert") return `${type === "undo" ? "undone" : "redone"}: ${step.description}`;
  // Older logs say "redid: ".
  const undoes = step === root || /^(redone|redid): /.test(step.description);
  return `${undoes ? "undone" : "redone"}: ${root.description}`;
}

/** Adds what an undo left unchanged. */
export function withStays(words: string, stays: { count: number; of: number } | null): string {
  if (stays === null) return words;
  return `${words} (${stays.count} of ${stays.of} ${stays.count === 1 ? "was" : "were"} changed later and ${stays.count === 1 ? "stays" : "stay"})`;
}
