import {
  AssayError,
  type CandidateState,
  type DecidedState,
  isDecided,
  isSameRank,
  noMarks,
  noOutcome,
  outrankedPositions,
  undecidedCandidate,
} from "../../../../contract/index.ts";
import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import { formatCommand } from "../../base/program.ts";
import { type Change, type ReviewState, type SampleVersion, toMarks, toOutcome, toReview } from "../log/event.ts";
import type { CollectedSamples } from "../projections/collected-samples.ts";
import { getCandidateName, parseSampleRecord } from "../projections/sample-record.ts";
import type { CurationLog } from "../state/curation-log.ts";
import {
  type CandidateName,
  decidesSame,
  isChanged,
  isSameCandidate,
  isSameReview,
  type Pending,
  type PendingCandidate,
  type PendingReview,
  type PendingSample,
  type SampleName,
  toChange,
} from "./pending.ts";
import { keyOfLine, makeLinesUnique } from "./unique-lines.ts";

/**
 * One step before it is durable: an overlay on the state in which decisions take effect one after the other. Nothing in it is in force until
 * `changes` is written to the log.
 */
export class Transaction {
  readonly #log: CurationLog;
  readonly #collected: CollectedSamples;
  readonly #pending = new Map<string, Pending>();
  /** Grows with every value that is set to something else. */
  touches = 0;

  constructor(log: CurationLog, collected: CollectedSamples) {
    this.#log = log;
    this.#collected = collected;
  }

  candidate(comparison: string, position: number): CandidateState {
    const pending = this.#pending.get(candidateKey(comparison, position));
    return pending?.of === "candidate" ? pending.after : this.#log.state.candidate(comparison, position);
  }

  setCandidate(name: CandidateName, after: CandidateState): void {
    const { comparison, position } = name;
    const key = candidateKey(comparison, position);
    const pending = this.#pending.get(key);
    if (!isSameCandidate(this.candidate(comparison, position), after)) this.touches++;
    if (pending?.of === "candidate") pending.after = after;
    else this.#pending.set(key, { of: "candidate", ...name, before: this.#log.state.candidate(comparison, position), after });
  }

  async review(comparison: string): Promise<ReviewState> {
    const pending = this.#pending.get(reviewKey(comparison));
    if (pending?.of === "review") return pending.after;
    const state = this.#log.state.decided(comparison);
    return toReview(state ?? noOutcome, state?.marks ?? noMarks, await this.#log.readNote(comparison));
  }

  async setReview(comparison: string, comparisonId: string, after: ReviewState): Promise<void> {
    const before = await this.review(comparison);
    if (!isSameReview(before, after)) this.touches++;
    const pending = this.#pending.get(reviewKey(comparison));
    if (pending?.of === "review") pending.after = after;
    else this.#pending.set(reviewKey(comparison), { of: "review", comparison, comparisonId, before, after });
  }

  /** A sample as it is in this transaction; null if there never was one of that name. @throws AssayError damaged, io … */
  async sample(ref: string): Promise<PendingSample | null> {
    const pending = this.#pending.get(sampleKey(ref));
    if (pending?.of === "sample") return pending;
    const entry = this.#log.state.samples.get(ref);
    const loaded = entry ? unchanged(entry, await this.#log.readSample(ref)) : await this.#collectedSample(ref);
    if (loaded) this.#pending.set(sampleKey(ref), loaded);
    return loaded;
  }

  /** Puts a new sample, or one that left, into the dataset. @param did what happened to it, in words. */
  async setSample(name: SampleName, line: string, did: string): Promise<void> {
    let pending = await this.sample(name.ref);
    if (!pending) {
      pending = unchanged(name, null);
      this.#pending.set(sampleKey(name.ref), pending);
    }
    this.setVersion(pending, { line, copies: 1, edited: false }, did);
  }

  async removeSample(ref: string, did: string): Promise<void> {
    const pending = await this.sample(ref);
    if (pending?.after) this.setVersion(pending, null, did);
  }

  /** @param after null: the sample leaves the dataset. */
  setVersion(sample: PendingSample, after: SampleVersion | null, did: string): void {
    sample.after = after;
    sample.did = did;
    this.touches++;
  }

  /**
   * Removes automatic samples that the step outranks, as part of the step.
   * @param scope "touched": in every comparison the step decides about; "new": except those that already stood beside a decision.
   * @returns how many.
   */
  async removeOutranked(scope: "touched" | "new"): Promise<number> {
    let removed = 0;
    const budget = new YieldBudget();
    for (const [key, candidates] of await this.#decidedComparisons(budget)) {
      await budget.spend(smallStepBytes);
      const before = this.#log.state.comparisons.get(key);
      const known = scope === "new" && isDecided(before) ? before : undefined;
      for (const position of outrankedPositions(this.#decidedState(key, candidates))) {
        if (known?.candidates.get(position)?.by === "auto") continue;
        await this.removeAutomatic(key, position, "removed: its comparison was decided");
        removed++;
      }
    }
    return removed;
  }

  /** Comparisons that the step decides about, with their changed candidates. A note or a skip decides nothing. */
  async #decidedComparisons(budget: YieldBudget): Promise<Map<string, PendingCandidate[]>> {
    const comparisons = new Map<string, PendingCandidate[]>();
    for (const pending of this.#pending.values()) {
      await budget.spend(smallStepBytes);
      if (pending.of === "sample" || !isChanged(pending)) continue;
      if (pending.of === "review" && (decidesSame(pending.before, pending.after) || isSkipAlone(pending))) continue;
      const candidates = comparisons.get(pending.comparison) ?? [];
      if (pending.of === "candidate") candidates.push(pending);
      comparisons.set(pending.comparison, candidates);
    }
    return comparisons;
  }

  /** Positions of a comparison whose automatic tier no longer holds, in this transaction. */
  outranked(comparison: string): number[] {
    const changed = [...this.#pending.values()].filter((one) => one.of === "candidate" && one.comparison === comparison);
    return outrankedPositions(this.#decidedState(comparison, changed as PendingCandidate[]));
  }

  /** Removes an automatic sample from the dataset and the tier from its candidate. */
  async removeAutomatic(comparison: string, position: number, did: string): Promise<void> {
    const { sample } = this.candidate(comparison, position);
    const line = sample === null ? "" : ((await this.sample(sample))?.after?.line ?? "");
    if (sample !== null) await this.removeSample(sample, did);
    this.setCandidate(getCandidateName(parseSampleRecord(line), comparison, position), undecidedCandidate);
  }

  #decidedState(key: string, changed: readonly PendingCandidate[]): DecidedState {
    const before = this.#log.state.comparisons.get(key);
    const pending = this.#pending.get(reviewKey(key));
    const outcome = pending?.of === "review" ? toOutcome(pending.after) : (before ?? noOutcome);
    const marks = pending?.of === "review" ? toMarks(pending.after) : (before?.marks ?? noMarks);
    const candidates = new Map<number, CandidateState>(before?.candidates);
    for (const { position, after } of changed) candidates.set(position, after);
    return { ...outcome, marks, candidates };
  }

  /** What the step changes. Changed lines are made unique first. @throws AssayError of the index. */
  async changes(): Promise<Change[]> {
    const budget = new YieldBudget();
    await this.#removeOrphans(budget);
    const changed: Pending[] = [];
    for (const pending of this.#pending.values()) {
      if (isChanged(pending)) changed.push(pending);
      await budget.spend(smallStepBytes);
    }
    const samples = changed.filter((one) => one.of === "sample");
    await makeLinesUnique(samples, this.#log.state.samples, this.#collected);
    const changes: Change[] = [];
    for (const pending of changed) {
      changes.push(toChange(pending));
      await budget.spend(smallStepBytes);
    }
    return changes;
  }

  /** A candidate has one sample: when it gets another one, or none, its old sample leaves the dataset. */
  async #removeOrphans(budget: YieldBudget): Promise<void> {
    for (const pending of [...this.#pending.values()]) {
      await budget.spend(smallStepBytes);
      if (pending.of !== "candidate" || pending.before.sample === null || pending.before.sample === pending.after.sample) continue;
      await this.removeSample(pending.before.sample, "removed");
    }
  }

  async #collectedSample(ref: string): Promise<PendingSample | null> {
    if (!isLineKey(ref)) return null;
    const collected = await this.#collected.get(ref);
    if (!collected) return null;
    const { line, copies, createdAt } = collected;
    if (keyOfLine(line) !== ref) {
      throw new AssayError("damaged", `The index holds another line for sample ${ref} than the one it was made from.`, {
        fix: `Run ${formatCommand("verify --repair")}: the index is rebuilt from the journals.`,
      });
    }
    const name: SampleName = { ref, origin: "collected", createdAt, comparison: null, position: null };
    return unchanged(name, { line, copies, edited: false });
  }
}

const isSkipAlone = ({ before, after }: PendingReview) =>
  after.outcome === "skipped" && isSameRank(after.rank ?? null, before.rank ?? null);
const candidateKey = (comparison: string, position: number) => `c ${comparison} ${position}`;
const reviewKey = (comparison: string) => `r ${comparison}`;
const sampleKey = (ref: string) => `s ${ref}`;
/** Collected samples are named by the key of their line; no other ref looks like one. */
const isLineKey = (ref: string) => /^[0-9a-f]{24}$/.test(ref);

function unchanged({ ref, origin, createdAt, comparison, position }: SampleName, version: SampleVersion | null): PendingSample {
  return { of: "sample", ref, origin, createdAt, comparison, position, before: version, after: version, did: "" };
}
