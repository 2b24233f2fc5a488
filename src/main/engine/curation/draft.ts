import {
  AssayError,
  type CandidateState,
  type DecidedState,
  isDecided,
  noOutcome,
  outrankedPositions,
  undecidedCandidate,
} from "../../../contract/index.ts";
import { YieldBudget } from "../async/yield-budget.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { CollectedSamples } from "./collected-samples.ts";
import { type Change, type ReviewState, type SampleImage, toOutcome, toReview } from "./event.ts";
import type { EventLog } from "./event-log.ts";
import { otherBytes } from "./sample-line.ts";
import { candidateNameIn, recordOfLine } from "./sample-record.ts";
import type { SampleOrigin } from "./words.ts";

interface CandidateDraft {
  of: "candidate";
  comparison: string;
  comparisonId: string;
  position: number;
  engineId: string;
  before: CandidateState;
  after: CandidateState;
}

interface ReviewDraft {
  of: "review";
  comparison: string;
  comparisonId: string;
  before: ReviewState;
  after: ReviewState;
}

export interface SampleDraft {
  readonly of: "sample";
  readonly ref: string;
  readonly origin: SampleOrigin;
  readonly createdAt: number;
  readonly comparison: string | null;
  readonly position: number | null;
  readonly before: SampleImage | null;
  after: SampleImage | null;
  /** What happened to it, in words. */
  did: string;
}

/** What names a candidate. */
export interface CandidateName {
  comparison: string;
  comparisonId: string;
  position: number;
  engineId: string;
}

/** What a sample that is not there yet will be. */
export interface NewSample {
  ref: string;
  origin: SampleOrigin;
  comparison: string;
  position: number;
  createdAt: number;
}

/**
 * One step before it is durable: a layer over the state in which decisions take effect one after the other. Nothing of it
 * is in force until `changes` is written to the log.
 */
export class Draft {
  readonly #log: EventLog;
  readonly #collected: CollectedSamples;
  readonly #drafts = new Map<string, CandidateDraft | ReviewDraft | SampleDraft>();
  /** Grows with everything that is set to something else than it was. */
  touches = 0;

  constructor(log: EventLog, collected: CollectedSamples) {
    this.#log = log;
    this.#collected = collected;
  }

  candidate(comparison: string, position: number): CandidateState {
    const draft = this.#drafts.get(candidateName(comparison, position));
    return draft?.of === "candidate" ? draft.after : this.#log.fold.candidate(comparison, position);
  }

  setCandidate(name: CandidateName, after: CandidateState): void {
    const key = candidateName(name.comparison, name.position);
    const draft = this.#drafts.get(key);
    if (!sameCandidate(this.candidate(name.comparison, name.position), after)) this.touches++;
    if (draft?.of === "candidate") draft.after = after;
    else this.#drafts.set(key, { of: "candidate", ...name, before: this.#log.fold.candidate(name.comparison, name.position), after });
  }

  async review(comparison: string): Promise<ReviewState> {
    const draft = this.#drafts.get(reviewName(comparison));
    if (draft?.of === "review") return draft.after;
    const state = this.#log.fold.comparisons.get(comparison);
    return toReview(state ?? noOutcome, await noteOf(this.#log, comparison));
  }

  async setReview(comparison: string, comparisonId: string, after: ReviewState): Promise<void> {
    const before = await this.review(comparison);
    if (!sameReview(before, after)) this.touches++;
    const draft = this.#drafts.get(reviewName(comparison));
    if (draft?.of === "review") draft.after = after;
    else this.#drafts.set(reviewName(comparison), { of: "review", comparison, comparisonId, before, after });
  }

  /** The sample of that name as it would be now, in the dataset or out of it; null when there never was one. */
  async sample(ref: string): Promise<SampleDraft | null> {
    const draft = this.#drafts.get(sampleName(ref));
    if (draft?.of === "sample") return draft;
    const slot = this.#log.fold.slots.get(ref);
    const loaded: SampleDraft | null = slot
      ? { of: "sample", ...pick(slot), ...twice(await imageOf(this.#log, ref)), did: "" }
      : await this.#collectedSample(ref);
    if (loaded) this.#drafts.set(sampleName(ref), loaded);
    return loaded;
  }

  /** Puts a sample into the dataset that was made before, or is made now. */
  async setSample(sample: NewSample, line: string, did: string): Promise<void> {
    let draft = await this.sample(sample.ref);
    if (!draft) {
      draft = { of: "sample", ...sample, before: null, after: null, did };
      this.#drafts.set(sampleName(sample.ref), draft);
    }
    this.setImage(draft, { line, copies: 1, edited: false }, did);
  }

  /** Takes a sample out of the dataset. */
  async removeSample(ref: string, did: string): Promise<void> {
    const draft = await this.sample(ref);
    if (draft?.after) this.setImage(draft, null, did);
  }

  /** Sets what a sample is, or that it is out. */
  setImage(sample: SampleDraft, after: SampleImage | null, did: string): void {
    sample.after = after;
    sample.did = did;
    this.touches++;
  }

  /**
   * Takes out automatic samples whose comparison is decided now, as part of the same step.
   * @param scope "touched": of every comparison the step touches; "new": not what the log had beside a decision before the step.
   * @returns how many samples that are.
   */
  async removeOutranked(scope: "touched" | "new"): Promise<number> {
    let removed = 0;
    for (const [key, candidates] of this.#touched()) {
      const before = this.#log.fold.comparisons.get(key);
      const known = scope === "new" && isDecided(before) ? before : undefined;
      for (const position of outrankedPositions(this.#decidedState(key, candidates))) {
        if (known?.candidates.get(position)?.by === "auto") continue;
        await this.removeAutomatic(key, position, "taken out: its comparison was decided about");
        removed++;
      }
    }
    return removed;
  }

  /** Comparisons that something is decided about, each with its candidates that are changed. A note or a skip decides nothing. */
  #touched(): Map<string, CandidateDraft[]> {
    const comparisons = new Map<string, CandidateDraft[]>();
    for (const draft of this.#drafts.values()) {
      if (draft.of === "sample" || !isChanged(draft)) continue;
      if (draft.of === "review" && (sameOutcome(draft.before, draft.after) || draft.after.outcome === "skipped")) continue;
      const candidates = comparisons.get(draft.comparison) ?? [];
      if (draft.of === "candidate") candidates.push(draft);
      comparisons.set(draft.comparison, candidates);
    }
    return comparisons;
  }

  /** Takes an automatic sample out of the dataset, and its tier off its candidate. */
  async removeAutomatic(comparison: string, position: number, did: string): Promise<void> {
    const { sample } = this.candidate(comparison, position);
    const line = sample === null ? "" : ((await this.sample(sample))?.after?.line ?? "");
    if (sample !== null) await this.removeSample(sample, did);
    this.setCandidate(candidateNameIn(recordOfLine(line), comparison, position), undecidedCandidate);
  }

  /** A comparison as it would be now. */
  #decidedState(key: string, changed: readonly CandidateDraft[]): DecidedState {
    const before = this.#log.fold.comparisons.get(key);
    const draft = this.#drafts.get(reviewName(key));
    const outcome = draft?.of === "review" ? toOutcome(draft.after) : (before ?? noOutcome);
    const candidates = new Map<number, CandidateState>(before?.candidates);
    for (const { position, after } of changed) candidates.set(position, after);
    return { ...outcome, candidates };
  }

  /**
   * What the step changes, before and after. Lines in the dataset tell samples apart, so a line that another sample has
   * already is written with other white space.
   */
  async changes(): Promise<Change[]> {
    await this.#dropOrphans();
    const changed = [...this.#drafts.values()].filter(isChanged);
    await this.#makeLinesUnique(changed.filter((draft) => draft.of === "sample"));
    return changed.map(toChange);
  }

  /** A candidate has one sample: when it gets another one, or none, the one it had leaves the dataset. */
  async #dropOrphans(): Promise<void> {
    for (const draft of [...this.#drafts.values()]) {
      if (draft.of !== "candidate" || draft.before.sample === null || draft.before.sample === draft.after.sample) continue;
      await this.removeSample(draft.before.sample, "taken out");
    }
  }

  async #makeLinesUnique(samples: readonly SampleDraft[]): Promise<void> {
    const { slots } = this.#log.fold;
    const mine = new Map<string, string>();
    const budget = new YieldBudget();
    let asked = samples.filter((sample) => sample.after !== null && sample.after.line !== sample.before?.line);
    while (asked.length > 0) {
      const keyed: { sample: SampleDraft; key: string }[] = [];
      for (const sample of asked) {
        const line = sample.after?.line ?? "";
        keyed.push({ sample, key: keyOf(line) });
        await budget.spend(line.length);
      }
      const unknown = keyed.filter(({ key }) => slots.ofImage(key) === undefined).map(({ key }) => key);
      const collected = await this.#collected.known(unknown);
      const again: SampleDraft[] = [];
      for (const { sample, key } of keyed) {
        const owner = slots.ofImage(key)?.ref ?? mine.get(key) ?? (collected.has(key) ? key : undefined);
        if (owner === undefined || owner === sample.ref) mine.set(key, sample.ref);
        else if (sample.after) {
          sample.after = { ...sample.after, line: otherBytes(sample.after.line) };
          again.push(sample);
        }
      }
      asked = again;
    }
  }

  async #collectedSample(ref: string): Promise<SampleDraft | null> {
    if (!isKey(ref)) return null;
    const collected = await this.#collected.get(ref);
    if (!collected) return null;
    const { line, copies, createdAt } = collected;
    if (keyOf(line) !== ref) {
      throw new AssayError("damaged", `The index holds another line for sample ${ref} than the one it was made from.`, {
        fix: "Run assay verify --repair: the index is rebuilt from the journals.",
      });
    }
    const image: SampleImage = { line, copies, edited: false };
    return { of: "sample", ref, origin: "collected", createdAt, comparison: null, position: null, ...twice(image), did: "" };
  }
}

const candidateName = (comparison: string, position: number) => `c ${comparison} ${position}`;
const reviewName = (comparison: string) => `r ${comparison}`;
const sampleName = (ref: string) => `s ${ref}`;
/** Collected samples are named by the key of their line, others never look like one. */
const isKey = (ref: string) => /^[0-9a-f]{24}$/.test(ref);
const keyOf = (line: string) => keyOfHash(hashLine(Buffer.from(line, "utf8")));
const twice = (image: SampleImage | null) => ({ before: image, after: image });

function pick({
  ref,
  origin,
  createdAt,
  comparison,
  position,
}: Pick<SampleDraft, "ref" | "origin" | "createdAt" | "comparison" | "position">) {
  return { ref, origin, createdAt, comparison, position };
}

/** The note on a comparison, read from the log. */
export async function noteOf(log: EventLog, comparison: string): Promise<string> {
  const note = log.fold.comparisons.get(comparison)?.note;
  if (!note) return "";
  const change = await log.change(note);
  return change.of === "review" ? change.after.note : "";
}

/** A sample that curation knows as it is in the dataset, read from the log; null while it is out. */
export async function imageOf(log: EventLog, ref: string): Promise<SampleImage | null> {
  const image = log.fold.slots.get(ref)?.image;
  if (!image) return null;
  const change = await log.change(image);
  return change.of === "sample" ? change.after : null;
}

export function sameCandidate(one: CandidateState, other: CandidateState): boolean {
  return one.tier === other.tier && one.rejected === other.rejected && one.by === other.by && one.sample === other.sample;
}

export function sameOutcome(one: ReviewState, other: ReviewState): boolean {
  return one.outcome === other.outcome && one.winner_position === other.winner_position && one.by === other.by;
}

function sameReview(one: ReviewState, other: ReviewState): boolean {
  return sameOutcome(one, other) && one.note === other.note;
}

function isChanged(draft: CandidateDraft | ReviewDraft | SampleDraft): boolean {
  if (draft.of === "candidate") return !sameCandidate(draft.before, draft.after);
  if (draft.of === "review") return !sameReview(draft.before, draft.after);
  const { before, after } = draft;
  return before?.line !== after?.line || before?.edited !== after?.edited;
}

function toChange(draft: CandidateDraft | ReviewDraft | SampleDraft): Change {
  if (draft.of === "candidate") {
    const { comparison, comparisonId, position, engineId, before, after } = draft;
    return { of: "candidate", comparison, comparison_id: comparisonId, position, engine_id: engineId, before, after };
  }
  if (draft.of === "review") {
    const { comparison, comparisonId, before, after } = draft;
    return { of: "review", comparison, comparison_id: comparisonId, before, after };
  }
  const { ref, origin, createdAt, comparison, position, did, before, after } = draft;
  return { of: "sample", ref, origin, created_at: createdAt, comparison, position, did, before, after };
}
