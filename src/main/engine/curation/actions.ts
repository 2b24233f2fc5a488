import {
  type ActorKind,
  AssayError,
  type CandidateState,
  type CurationAction,
  changedFields,
  decideBySample,
  decideCandidate,
  decideWhole,
  isEdited,
  isRankOf,
  type MarkAction,
  type OutcomeAction,
  promotedRef,
  type SampleAction,
  type SampleChanges,
  type Tier,
  undecidedCandidate,
} from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { toMarks, toOutcome, toReview } from "./log/event.ts";
import { isRepeatName } from "./log/repeat.ts";
import { getCandidateName, parseSampleRecord, type SampleRecord } from "./projections/sample-record.ts";
import type { SampleRegistry } from "./state/sample-registry.ts";
import { engineAt, getCandidateSource, type RecordedComparison } from "./transaction/comparison-source.ts";
import type { Target } from "./transaction/describe.ts";
import type { CandidateName, PendingSample } from "./transaction/pending.ts";
import { createSampleLine, editedLine } from "./transaction/sample-line.ts";
import type { Transaction } from "./transaction/transaction.ts";

type Of<T extends CurationAction["type"]> = Extract<CurationAction, { type: T }>;

export interface ActionParts {
  transaction: Transaction;
  registry: SampleRegistry;
  comparison(key: string): Promise<RecordedComparison>;
  nowS: number;
  by: ActorKind;
  /** Leaves the dataset alone until "done". */
  isSealed: boolean;
}

/**
 * Applies one decision to a transaction.
 * @returns what it is about, for its description.
 * @throws AssayError not_found (comparison or sample), invalid_argument (position), refused, over_limit; drop the transaction then.
 */
export async function act(parts: ActionParts, action: CurationAction): Promise<Target> {
  switch (action.type) {
    case "promote":
      return promote(parts, action);
    case "reject":
    case "clear":
      return unpromote(parts, action);
    case "set_winner":
    case "tie":
    case "both_bad":
    case "skip":
    case "note":
    case "rank":
    case "flag":
    case "reasons":
    case "tags":
    case "done":
      return review(parts, action);
    case "retier":
      return change(parts, action, `changed to ${action.tier}`);
    case "edit":
      return change(parts, action, "edited");
    case "demote":
      return demote(parts, action);
  }
}

async function findCandidate(parts: ActionParts, action: { comparison: string; position: number }) {
  const comparison = await parts.comparison(action.comparison);
  const engineId = engineAt(comparison, action.position);
  const name: CandidateName = { comparison: comparison.key, comparisonId: comparison.comparisonId, position: action.position, engineId };
  return { comparison, name, state: parts.transaction.candidate(name.comparison, name.position) };
}

async function promote(parts: ActionParts, action: Of<"promote">): Promise<Target> {
  const { transaction, by } = parts;
  const { comparison, name, state } = await findCandidate(parts, action);
  const after = decideCandidate(state, action, by);
  const { tier, output } = action;
  if (parts.isSealed) {
    if (output !== undefined)
      throw new AssayError("refused", "An answer cannot be corrected while it is sealed.", { fix: "Finish the comparison first." });
    transaction.setCandidate(name, { ...after, sample: state.sample });
    return name;
  }
  // The same tier with a corrected answer changes the sample alone.
  if ((after === state && output === undefined) || after.sample === null) return name;
  if (after.sample === state.sample) {
    // The sample stays, with its edits.
    const sample = await liveSample(transaction, after.sample);
    const did = `${state.tier === tier ? "confirmed as" : "promoted to"} ${tier}`;
    const isCorrected = output !== undefined && output !== parseRecord(sample).output;
    edit(parts, sample, { tier, ...(isCorrected ? { output } : {}) }, did);
  } else {
    if (state.sample !== null) await transaction.removeSample(state.sample, "replaced by a decision");
    const { ref, line, recorded } = await createSample(parts, comparison, name, after, tier);
    if (output !== undefined && output !== recorded) {
      const corrected = await liveSample(transaction, ref);
      corrected.original = line;
      edit(parts, corrected, { output }, `corrected and promoted to ${tier}`);
    }
  }
  transaction.setCandidate(name, after);
  return name;
}

/** Puts the sample of a promoted candidate into the dataset. */
async function createSample(
  { transaction, registry, nowS, by }: ActionParts,
  comparison: RecordedComparison,
  { position }: CandidateName,
  { sample: ref }: CandidateState,
  tier: Tier,
): Promise<{ ref: string; line: string; recorded: string }> {
  const source = getCandidateSource(comparison, position);
  const named = ref ?? promotedRef(comparison.key, position);
  const createdAt = registry.get(named)?.createdAt ?? nowS;
  const line = createSampleLine(source, { sampleId: named, createdAtS: createdAt, tier, validated: by === "person" });
  await transaction.setSample(
    { ref: named, origin: "person", comparison: comparison.key, position, createdAt },
    line,
    `promoted to ${tier}`,
  );
  return { ref: named, line, recorded: source.output };
}

async function unpromote(parts: ActionParts, action: Of<"reject"> | Of<"clear">): Promise<Target> {
  const { name, state } = await findCandidate(parts, action);
  const after = decideCandidate(state, action, parts.by);
  if (after === state) return name;
  if (parts.isSealed) {
    parts.transaction.setCandidate(name, { ...after, sample: state.sample });
    return name;
  }
  const did = `removed: its candidate was ${action.type === "reject" ? "rejected" : "cleared"}`;
  if (state.sample !== null) await parts.transaction.removeSample(state.sample, did);
  parts.transaction.setCandidate(name, after);
  return name;
}

async function review(parts: ActionParts, action: OutcomeAction | MarkAction | Of<"note">): Promise<Target> {
  const comparison = await parts.comparison(action.comparison);
  const { comparisonId } = comparison;
  const before = await parts.transaction.review(comparison.key);
  const set = (after: typeof before) => parts.transaction.setReview(comparison.key, comparisonId, after);
  if (action.type === "note") {
    await set({ ...before, note: action.note });
    return { comparisonId };
  }
  const target =
    action.type === "rank"
      ? { comparisonId, engines: rankedEngines(comparison, action) }
      : { comparisonId, engineId: "position" in action ? engineAt(comparison, action.position) : "" };
  const { marks, ...outcome } = decideWhole({ ...toOutcome(before), marks: toMarks(before) }, action, parts.by);
  await set(toReview(outcome, marks, before.note));
  if (action.type === "done" && action.done && !isRepeatName(comparison.key)) await catchUpSamples(parts, comparison);
  return target;
}

/** Brings the samples of a comparison in line with what was decided about it while it was sealed. */
async function catchUpSamples(parts: ActionParts, comparison: RecordedComparison): Promise<void> {
  const { transaction, by } = parts;
  const { key, comparisonId } = comparison;
  for (const position of parts.isSealed ? transaction.outranked(key) : [])
    await transaction.removeAutomatic(key, position, "removed: its comparison was decided");
  for (const position of comparison.record.candidates.keys()) {
    const state = transaction.candidate(key, position);
    // Only people decide in a queue; what an agent decided is in the dataset already.
    if (state.by !== "person") continue;
    const name: CandidateName = { comparison: key, comparisonId, position, engineId: engineAt(comparison, position) };
    const sample = state.sample === null ? null : await transaction.sample(state.sample);
    if (state.tier === null) {
      if (sample?.after) await transaction.removeSample(sample.ref, "removed: its candidate was decided otherwise");
      if (state.sample !== null) transaction.setCandidate(name, { ...state, sample: null });
    } else if (sample?.after && (sample.origin !== "auto" || isConfirmed(sample))) {
      if (parseRecord(sample).tier !== state.tier) edit(parts, sample, { tier: state.tier }, `promoted to ${state.tier}`);
    } else {
      if (sample?.after) await transaction.removeSample(sample.ref, "replaced by a decision");
      const made = decideCandidate(undecidedCandidate, { type: "promote", comparison: key, position, tier: state.tier }, by);
      await createSample(parts, comparison, name, made, state.tier);
      transaction.setCandidate(name, { ...made, by: state.by });
    }
  }
}

/** The engines of ranked candidates, by position. @throws AssayError invalid_argument */
function rankedEngines(comparison: RecordedComparison, action: Of<"rank">): Map<number, string> {
  const engines = new Map(action.groups.flat().map((position) => [position, engineAt(comparison, position)]));
  if (isRankOf(action, engines)) return engines;
  throw new AssayError("invalid_argument", "The ranking names a candidate twice.", { fix: "Name each candidate once." });
}

/** @throws AssayError not_found */
async function liveSample(transaction: Transaction, ref: string): Promise<PendingSample> {
  const sample = await transaction.sample(ref);
  if (sample?.after) return sample;
  throw new AssayError("not_found", `There is no sample ${ref} in the dataset${sample ? " any more" : ""}.`, {
    fix: "The list may be older than the dataset: load it again.",
  });
}

const parseRecord = (sample: PendingSample) => parseSampleRecord(sample.after?.line ?? "");
/** Whether a person changed an automatic sample itself, which then stays. */
const isConfirmed = (sample: PendingSample) => {
  const validation: unknown = parseRecord(sample).validation;
  return typeof validation === "object" && validation !== null && "validated" in validation && validation.validated === true;
};
const toTarget = (record: SampleRecord): Target => ({ sampleId: typeof record.sample_id === "string" ? record.sample_id : "" });

/** Writes changed fields into a sample's line. */
function edit({ transaction, by }: ActionParts, sample: PendingSample, changes: SampleChanges, did: string): void {
  const { after, origin } = sample;
  if (!after) return;
  const validated = by === "person";
  const line = editedLine(after.line, origin, changes, validated);
  const isAsCollected = origin === "collected" && keyOfHash(hashLine(Buffer.from(line, "utf8"))) === sample.ref;
  const edited = !isAsCollected && isEdited({ origin, edited: after.edited }, changes);
  transaction.setVersion(sample, { ...after, line, edited }, did);
}

async function change(parts: ActionParts, action: Of<"retier"> | Of<"edit">, did: string): Promise<Target> {
  const sample = await liveSample(parts.transaction, action.sample);
  const record = parseRecord(sample);
  const { tier, input, output } = record;
  const changes = changedFields({ tier, input, output }, action);
  if (Object.keys(changes).length > 0) {
    edit(parts, sample, changes, did);
    decideItsCandidate(parts, sample, record, action);
  }
  return toTarget(record);
}

async function demote(parts: ActionParts, action: Of<"demote">): Promise<Target> {
  const sample = await liveSample(parts.transaction, action.sample);
  const record = parseRecord(sample);
  await parts.transaction.removeSample(action.sample, "removed from the dataset");
  decideItsCandidate(parts, sample, record, action);
  return toTarget(record);
}

function decideItsCandidate({ transaction, by }: ActionParts, sample: PendingSample, record: SampleRecord, action: SampleAction): void {
  const name = candidateName(sample, record);
  if (!name) return;
  const state = transaction.candidate(name.comparison, name.position);
  if (state.sample === sample.ref) transaction.setCandidate(name, decideBySample(state, action, by));
}

/** The candidate a sample was made of; null for collected samples. */
function candidateName(sample: PendingSample, record: SampleRecord): CandidateName | null {
  const { comparison, position } = sample;
  return comparison === null || position === null ? null : getCandidateName(record, comparison, position);
}
