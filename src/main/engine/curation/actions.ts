import { AssayError, type CurationAction } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { engineAt, type RecordedComparison, sourceOf } from "./comparison-source.ts";
import type { Target } from "./describe.ts";
import type { CandidateName, Draft, SampleDraft } from "./draft.ts";
import type { Actor, ReviewState } from "./event.ts";
import { editedLine, type SampleEdit, sampleLineOf } from "./sample-line.ts";
import { candidateNameIn, recordOfLine, type SampleRecord } from "./sample-record.ts";
import type { Slots } from "./slots.ts";
import type { Tier } from "./words.ts";

type Of<T extends CurationAction["type"]> = Extract<CurationAction, { type: T }>;

export interface ActionParts {
  draft: Draft;
  slots: Slots;
  comparison(key: string): Promise<RecordedComparison>;
  nowS: number;
  /** Who decides. */
  by: Actor["kind"];
}

export const promotedRef = (comparison: string, position: number) => `s-${comparison}-${position}`;

/**
 * Lets one decision take effect in a draft. A decision that changes nothing leaves it as it is.
 * @returns what it was about, for its description.
 * @throws AssayError not_found (comparison or sample), invalid_argument (position), refused, over_limit; the draft must then be dropped.
 */
export async function act(parts: ActionParts, action: CurationAction): Promise<Target> {
  switch (action.type) {
    case "promote":
      return promote(parts, action);
    case "reject":
    case "clear":
      return unpromote(parts, action);
    case "set_winner":
      return review(parts, action, { outcome: "winner", winner_position: action.position });
    case "tie":
    case "both_bad":
      return review(parts, action, { outcome: action.type, winner_position: null });
    case "skip":
      return review(parts, action, { outcome: "skipped", winner_position: null });
    case "note":
      return review(parts, action, { note: action.note });
    case "retier":
      return change(parts, action.sample, { tier: action.tier }, `changed to ${action.tier}`);
    case "edit":
      return change(parts, action.sample, { input: action.input, output: action.output }, "edited");
    case "demote":
      return demote(parts, action);
  }
}

async function candidateOf(parts: ActionParts, action: { comparison: string; position: number }) {
  const comparison = await parts.comparison(action.comparison);
  const engineId = engineAt(comparison, action.position);
  const name: CandidateName = { comparison: comparison.key, comparisonId: comparison.comparisonId, position: action.position, engineId };
  return { comparison, name, state: parts.draft.candidate(name.comparison, name.position) };
}

async function promote(parts: ActionParts, action: Of<"promote">): Promise<Target> {
  const { comparison, name, state } = await candidateOf(parts, action);
  const { tier } = action;
  const { by } = parts;
  const isPromoted = state.by !== null && state.by !== "auto" && state.sample !== null;
  if (isPromoted && state.sample !== null) {
    // Promoted before: another tier for the same sample, whatever was edited in it since. A person may confirm what an agent decided.
    const sample = await liveSample(parts.draft, state.sample);
    if (state.tier !== tier) edit(parts, sample, { tier }, `promoted to ${tier}`);
    else if (state.by === "agent" && by === "person") edit(parts, sample, { tier }, `confirmed as ${tier}`);
    else return name;
  } else {
    const ref = promotedRef(name.comparison, name.position);
    const createdAt = parts.slots.get(ref)?.createdAt ?? parts.nowS;
    const line = sampleLineOf(sourceOf(comparison, name.position), {
      sampleId: ref,
      createdAtS: createdAt,
      tier,
      validated: by === "person",
    });
    if (state.sample !== null) await parts.draft.removeSample(state.sample, "replaced by a decision");
    await parts.draft.setSample(
      { ref, origin: "person", comparison: name.comparison, position: name.position, createdAt },
      line,
      `promoted to ${tier}`,
    );
    parts.draft.setCandidate(name, { tier, rejected: false, by, sample: ref });
    return name;
  }
  parts.draft.setCandidate(name, { ...state, tier, rejected: false, by });
  return name;
}

async function unpromote(parts: ActionParts, action: Of<"reject"> | Of<"clear">): Promise<Target> {
  const { name, state } = await candidateOf(parts, action);
  const rejected = action.type === "reject";
  const nothingToClear = !rejected && state.tier === null && !state.rejected;
  // An agent adds nothing to what a person rejected already.
  const isRejected = rejected && state.rejected && state.by === "person" && parts.by === "agent";
  if (nothingToClear || isRejected) return name;
  if (state.sample !== null)
    await parts.draft.removeSample(
      state.sample,
      rejected ? "taken out: its candidate was rejected" : "taken out: its candidate was cleared",
    );
  parts.draft.setCandidate(name, { tier: null, rejected, by: parts.by, sample: null });
  return name;
}

async function review(parts: ActionParts, action: { comparison: string; position?: number }, set: Partial<ReviewState>): Promise<Target> {
  const comparison = await parts.comparison(action.comparison);
  const engineId = action.position === undefined ? "" : engineAt(comparison, action.position);
  const before = await parts.draft.review(comparison.key);
  const { by: _by, ...rest } = before;
  const sameOutcome =
    set.outcome !== undefined && set.outcome === before.outcome && (set.winner_position ?? null) === before.winner_position;
  // A note leaves the outcome whose it was; an agent adds nothing to what a person decided already.
  const keepsBy = set.outcome === undefined || (sameOutcome && parts.by === "agent");
  const after: ReviewState = keepsBy ? { ...before, ...set } : { ...rest, ...set, ...(parts.by === "agent" ? { by: "agent" } : {}) };
  await parts.draft.setReview(comparison.key, comparison.comparisonId, after);
  return { comparisonId: comparison.comparisonId, engineId };
}

/** @throws AssayError not_found */
async function liveSample(draft: Draft, ref: string): Promise<SampleDraft> {
  const sample = await draft.sample(ref);
  if (sample?.after) return sample;
  throw new AssayError("not_found", `There is no sample ${ref} in the dataset${sample ? " any more" : ""}.`, {
    fix: "The list may be older than the dataset: load it again.",
  });
}

const recordOf = (sample: SampleDraft) => recordOfLine(sample.after?.line ?? "");
const targetOf = (record: SampleRecord): Target => ({ sampleId: typeof record.sample_id === "string" ? record.sample_id : "" });

function edit({ draft, by }: ActionParts, sample: SampleDraft, changes: SampleEdit, did: string): void {
  const { after } = sample;
  if (!after) return;
  const line = editedLine(after.line, sample.origin, changes, by === "person");
  const textChanged = changes.input !== undefined || changes.output !== undefined;
  // A collected sample with its first bytes again is as it came in.
  const edited =
    sample.origin === "collected" ? keyOfHash(hashLine(Buffer.from(line, "utf8"))) !== sample.ref : after.edited || textChanged;
  draft.setImage(sample, { ...after, line, edited }, did);
}

async function change(parts: ActionParts, ref: string, asked: SampleEdit, did: string): Promise<Target> {
  const sample = await liveSample(parts.draft, ref);
  const record = recordOf(sample);
  const changes: SampleEdit = {};
  if (asked.tier !== undefined && asked.tier !== record.tier) changes.tier = asked.tier;
  if (asked.input !== undefined && asked.input !== record.input) changes.input = asked.input;
  if (asked.output !== undefined && asked.output !== record.output) changes.output = asked.output;
  if (Object.keys(changes).length > 0) {
    edit(parts, sample, changes, did);
    decideCandidate(parts, sample, asked.tier ?? null, record);
  }
  return targetOf(record);
}

async function demote(parts: ActionParts, action: Of<"demote">): Promise<Target> {
  const sample = await liveSample(parts.draft, action.sample);
  const record = recordOf(sample);
  await parts.draft.removeSample(action.sample, "demoted");
  const name = candidateName(sample, record);
  if (name) parts.draft.setCandidate(name, { tier: null, rejected: false, by: parts.by, sample: null });
  return targetOf(record);
}

/** What somebody does to a promoted or generated sample is a decision about its candidate. */
function decideCandidate({ draft, by }: ActionParts, sample: SampleDraft, tier: Tier | null, record: SampleRecord): void {
  const name = candidateName(sample, record);
  if (!name) return;
  const state = draft.candidate(name.comparison, name.position);
  if (state.sample === sample.ref) draft.setCandidate(name, { ...state, tier: tier ?? state.tier, by });
}

/** The candidate a sample was made of; its line says the ids. null for collected samples. */
function candidateName(sample: SampleDraft, record: SampleRecord): CandidateName | null {
  const { comparison, position } = sample;
  return comparison === null || position === null ? null : candidateNameIn(record, comparison, position);
}
