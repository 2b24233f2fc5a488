import { type CandidateState, undecidedCandidate } from "../../../../contract/index.ts";
import { type Change, isSameUnit, type ReviewState, type SampleChange, type SampleVersion, withUnit } from "../log/event.ts";
import { parseSampleRecord } from "../projections/sample-record.ts";
import { isSameCandidate } from "../transaction/pending.ts";
import { editedLine, sameRecord } from "../transaction/sample-line.ts";
import type { Transaction } from "../transaction/transaction.ts";
import { isLater } from "./known-event.ts";
import type { KnownEvents } from "./known-events.ts";
import { type ChangeRef, type ComparisonMarks, type Mark, mergeUnits, type SampleVersionMark } from "./marks.ts";
import { prevailing } from "./prevailing.ts";
import { counts, doneUnit } from "./reviewer-verdicts.ts";

const emptyReview: ReviewState = { outcome: null, winner_position: null, note: "" };
const did = "taken over by a merge";

/** Brings a comparison and its samples to what the events of all logs say. Automatic samples follow from the workspace's own settings and stay. */
export async function applyComparison(
  transaction: Transaction,
  events: KnownEvents,
  { key, marks, inConflict }: { key: string; marks: ComparisonMarks; inConflict: boolean },
): Promise<void> {
  for (const [position, all] of marks.candidates) {
    const current = transaction.candidate(key, position);
    const decided = prevailing(
      // What a decision removed of what was automatic is no decision about that candidate; what a mapping run again took away is.
      all.filter(({ event, value }) => counts(event, events) && (isSomebody(value) || (event.type === "replace" && value.by === null))),
      ({ tier, rejected }) => tier !== null || rejected,
      isSameCandidate,
    )?.value;
    if (!decided && !isSomebody(current)) continue;
    const after = decided ? await putSample(transaction, events, { key, position, decided, marks }) : undecidedCandidate;
    const name = { comparison: key, comparisonId: marks.comparisonId, position, engineId: marks.engines.get(position) ?? "" };
    if (!isSameCandidate(current, after)) transaction.setCandidate(name, after);
  }
  await applyReview(transaction, events, { key, marks, inConflict });
}

const isSomebody = ({ by }: CandidateState) => by === "person" || by === "agent";

async function applyReview(
  transaction: Transaction,
  events: KnownEvents,
  { key, marks, inConflict }: { key: string; marks: ComparisonMarks; inConflict: boolean },
): Promise<void> {
  const before = await transaction.review(key);
  let after = before;
  for (const [index, all] of marks.units) {
    const unit = mergeUnits[index];
    if (!unit) continue;
    const isNote = unit[0] === "note";
    const one = prevailing(
      all.filter(({ event }) => counts(event, events)),
      ({ review }) => isNote || (!isSameUnit({ ...emptyReview, ...review }, emptyReview, unit) && !isSkip(review)),
      (a, b) => !isNote && isSameUnit({ ...a.review, note: "" }, { ...b.review, note: "" }, unit),
    )?.value;
    const note = isNote && one ? await readNote(one.ref) : "";
    after = withUnit(after, unit, one ? { ...one.review, note } : emptyReview);
  }
  // Who has finished with it has not seen the other's decision.
  const done = mergeUnits[doneUnit];
  if (inConflict && done) after = withUnit(after, done, emptyReview);
  await transaction.setReview(key, marks.comparisonId, after);
}

const isSkip = ({ outcome, rank }: Omit<ReviewState, "note">) => outcome === "skipped" && rank === undefined;

/** Puts the sample of a decided candidate into the dataset. @returns the candidate's state; undecided where no log has its sample. */
async function putSample(
  transaction: Transaction,
  events: KnownEvents,
  { key, position, decided, marks }: { key: string; position: number; decided: CandidateState; marks: ComparisonMarks },
): Promise<CandidateState> {
  const { sample: ref, tier } = decided;
  if (ref === null) return decided;
  const all = (marks.samples.get(ref) ?? []).filter(({ value }) => value.isLive && value.position === position);
  const newest = newestOf(all.filter(({ event }) => counts(event, events))) ?? newestOf(all.filter(({ event }) => event.type === "decide"));
  const version = newest && (await readVersion(newest.value.ref, "after"));
  if (!newest || !version || tier === null) return { ...undecidedCandidate };
  const { origin, createdAt } = newest.value;
  const isInTier = parseSampleRecord(version.line).tier === tier;
  const line = isInTier ? version.line : editedLine(version.line, origin, { tier }, decided.by === "person");
  await put(transaction, { ref, origin, createdAt, comparison: key, position }, { ...version, line });
  return decided;
}

/** Brings a collected sample to what the events of all logs say. @returns whether this workspace has it. */
export async function applyCollected(
  transaction: Transaction,
  events: KnownEvents,
  { ref, marks }: { ref: string; marks: readonly Mark<SampleVersionMark>[] },
): Promise<boolean> {
  const sample = await transaction.sample(ref);
  if (!sample) return false;
  const newest = newestOf(marks.filter(({ event }) => counts(event, events)));
  const oldest = marks.reduce((one, other) => (isLater(one.event, other.event) ? other : one));
  const version = newest ? await readVersion(newest.value.ref, "after") : await readVersion(oldest.value.ref, "before");
  // How often this workspace has collected the line is its own affair.
  const { copies } = sample.after ?? sample.before ?? { copies: version?.copies ?? 1 };
  if (!isSame(sample.after, version)) transaction.setVersion(sample, version && { ...version, copies }, did);
  return true;
}

type SampleName = Parameters<Transaction["setSample"]>[0];

async function put(transaction: Transaction, name: SampleName, version: SampleVersion): Promise<void> {
  const before = (await transaction.sample(name.ref))?.after ?? null;
  if (isSame(before, version)) return;
  if (before === null) await transaction.setSample(name, version.line, did);
  const sample = await transaction.sample(name.ref);
  if (sample) transaction.setVersion(sample, version, did);
}

function isSame(one: SampleVersion | null, other: SampleVersion | null): boolean {
  if (one === null || other === null) return one === other;
  return one.edited === other.edited && sameRecord(one.line, other.line);
}

const newestOf = (marks: readonly Mark<SampleVersionMark>[]) =>
  marks.length === 0 ? undefined : marks.reduce((one, other) => (isLater(one.event, other.event) ? one : other));

/** @throws AssayError damaged when another program changed the log. */
export async function readChange({ line, change }: ChangeRef): Promise<Change | undefined> {
  const part = await line.log.part(line);
  const event = line.merged === null ? part : part.merged?.[line.merged]?.event;
  return event?.changes[change];
}

async function readVersion(ref: ChangeRef, side: "before" | "after"): Promise<SampleVersion | null> {
  const change = (await readChange(ref)) as SampleChange | undefined;
  return change?.of === "sample" ? change[side] : null;
}

async function readNote(ref: ChangeRef): Promise<string> {
  const change = await readChange(ref);
  return change?.of === "review" ? change.after.note : "";
}
