import type { Candidate, ComparisonDetail } from "./comparisons.ts";
import type { actorKinds, CurationAction } from "./curation.ts";
import { bestRanked, decideMarks, isMarkAction, type MarkAction, type MarkState, noMarks } from "./review-marks.ts";
import type { SampleRow } from "./samples.ts";
import { type Tier, tiers } from "./shapes.ts";

/**
 * What a decision does. The engine applies these rules to the log, the screen to its marks while a decision is still being saved, so that
 * both say the same. Pure. A function returns the very object it was given when the action changes nothing.
 */

export type Decider = (typeof actorKinds)[number];
/** Who can decide; `auto` only generates. */
export type ActorKind = Exclude<Decider, "auto">;

/** What is decided about one candidate, and the live sample made from it. */
export interface CandidateState {
  readonly tier: Tier | null;
  readonly rejected: boolean;
  /** Who decided last. Kept when a candidate is cleared, so that generation leaves it alone. */
  readonly by: Decider | null;
  readonly sample: string | null;
}

export const undecidedCandidate: CandidateState = { tier: null, rejected: false, by: null, sample: null };

/** What is decided about a comparison as a whole. */
export interface OutcomeState {
  readonly outcome: ComparisonDetail["outcome"];
  /** null without an outcome. */
  readonly outcomeBy: ActorKind | null;
  readonly winnerPosition: number | null;
}

export const noOutcome: OutcomeState = { outcome: null, outcomeBy: null, winnerPosition: null };

/** A comparison by position; undecided candidates may be absent. */
export interface DecidedState extends OutcomeState {
  readonly marks: MarkState;
  readonly candidates: ReadonlyMap<number, CandidateState>;
}

type Of<T extends CurationAction["type"]> = Extract<CurationAction, { type: T }>;
export type CandidateAction = Of<"promote" | "reject" | "clear">;
export type OutcomeAction = Of<"set_winner" | "tie" | "both_bad" | "skip">;
export type SampleAction = Of<"retier" | "edit" | "demote">;

/** The sample a promotion makes of a candidate. */
export const promotedRef = (comparison: string, position: number) => `s-${comparison}-${position}`;

const isSomebody = (by: Decider | null) => by === "person" || by === "agent";

/** Whether somebody made a sample of it: another promotion then changes that sample and keeps its edits. */
export const isPromoted = ({ by, sample }: CandidateState) => isSomebody(by) && sample !== null;

export function decideCandidate(before: CandidateState, action: CandidateAction, by: ActorKind): CandidateState {
  switch (action.type) {
    case "promote": {
      const { tier } = action;
      if (!isPromoted(before)) return { tier, rejected: false, by, sample: promotedRef(action.comparison, action.position) };
      // A person may confirm what an agent decided; a repeated promotion changes nothing.
      const confirms = before.by === "agent" && by === "person";
      return before.tier === tier && !confirms ? before : { ...before, tier, rejected: false, by };
    }
    case "reject":
      // An agent adds nothing to what a person rejected.
      if (before.rejected && (before.by === by || before.by === "person")) return before;
      return { tier: null, rejected: true, by, sample: null };
    case "clear":
      return before.tier === null && !before.rejected ? before : { tier: null, rejected: false, by, sample: null };
  }
}

/** What a change to its sample decides about the candidate. The caller has checked that the sample changes. */
export function decideBySample(before: CandidateState, action: SampleAction, by: ActorKind): CandidateState {
  if (action.type === "demote") return { tier: null, rejected: false, by, sample: null };
  const tier = action.type === "retier" ? action.tier : before.tier;
  return tier === before.tier && by === before.by ? before : { ...before, tier, by };
}

const outcomes = { set_winner: "winner", tie: "tie", both_bad: "both_bad", skip: "skipped" } as const;

export function decideOutcome(before: OutcomeState, action: OutcomeAction, by: ActorKind): OutcomeState {
  const outcome = outcomes[action.type];
  const winnerPosition = action.type === "set_winner" ? action.position : null;
  const isSame = before.outcome === outcome && before.winnerPosition === winnerPosition;
  // As with candidates: a person may confirm an agent's outcome, an agent adds nothing to the same outcome.
  if (isSame && (before.outcomeBy === by || by === "agent")) return before;
  return { outcome, outcomeBy: by, winnerPosition };
}

export const isOutcomeAction = (action: CurationAction): action is OutcomeAction => action.type in outcomes;

/** Whether a person has decided something that is in force, or is done with it. A skip counts, a note does not. */
export function isReviewed({ outcome, outcomeBy, marks, candidates }: DecidedState): boolean {
  if ((outcome !== null && outcomeBy === "person") || marks.rankBy === "person" || marks.done) return true;
  for (const { by, tier, rejected } of candidates.values()) if (by === "person" && (tier !== null || rejected)) return true;
  return false;
}

/**
 * Whether a person or an agent has decided anything: an outcome, a ranking, or anything about a candidate, cleared and edited ones included.
 * A note, another mark or a skip alone is no decision. Generation leaves such a comparison alone.
 */
export function isDecided(state: DecidedState | undefined): boolean {
  if (!state) return false;
  if ((state.outcome !== null && state.outcome !== "skipped") || state.marks.rank !== null) return true;
  for (const { by } of state.candidates.values()) if (isSomebody(by)) return true;
  return false;
}

/** The candidate that decisions say is best: the winner that was set, else the one ranked first; null when there is none. */
export function getPick({ outcome, winnerPosition, marks }: Pick<DecidedState, "outcome" | "winnerPosition" | "marks">): number | null {
  return outcome === "winner" ? winnerPosition : bestRanked(marks);
}

/** Positions whose automatic tier no longer holds: all of a decided comparison except the candidate decided to be its best. */
export function outrankedPositions(state: DecidedState | undefined): number[] {
  if (!state || !isDecided(state)) return [];
  const confirmed = getPick(state);
  return [...state.candidates].flatMap(([position, { by, tier }]) =>
    by === "auto" && tier !== null && position !== confirmed ? [position] : [],
  );
}

/** What is decided about a comparison as a whole, after one action. A ranking replaces a tie and "all bad", and they replace a ranking. */
export function decideWhole<State extends OutcomeState & { readonly marks: MarkState }>(
  before: State,
  action: OutcomeAction | MarkAction,
  by: ActorKind,
): State {
  if (isMarkAction(action)) {
    const marks = decideMarks(before.marks, action, by);
    if (marks === before.marks) return before;
    const isReplaced = action.type === "rank" && marks.rank !== null && (before.outcome === "tie" || before.outcome === "both_bad");
    return { ...before, ...(isReplaced ? noOutcome : {}), marks };
  }
  const { outcome, outcomeBy, winnerPosition } = decideOutcome(before, action, by);
  if (outcome === before.outcome && outcomeBy === before.outcomeBy && winnerPosition === before.winnerPosition) return before;
  const isReplaced = before.marks.rank !== null && (outcome === "tie" || outcome === "both_bad");
  const marks = isReplaced ? { ...before.marks, rank: noMarks.rank, rankBy: noMarks.rankBy } : before.marks;
  return { ...before, outcome, outcomeBy, winnerPosition, marks };
}

/** A comparison after one action, outranked automatic tiers removed. Positions that are not in `candidates` do not exist. */
export function decideComparison<State extends DecidedState>(before: State, action: CurationAction, by: ActorKind): State {
  if (action.type === "note") return before;
  let after: State = before;
  if (isMarkAction(action) || isOutcomeAction(action)) {
    if (action.type === "rank" && !isRankOf(action, before.candidates)) return before;
    after = decideWhole(before, action, by);
    if (after === before) return before;
    // A skip, and a mark that is no ranking, decide nothing that could outrank an automatic sample.
    if (action.type === "skip" || (isMarkAction(action) && action.type !== "rank")) return after;
  } else {
    const found = findCandidate(before, action);
    if (!found) return before;
    const [position, candidate] = found;
    const decided = "sample" in action ? decideBySample(candidate, action, by) : decideCandidate(candidate, action, by);
    if (decided === candidate) return before;
    after = { ...before, candidates: new Map(before.candidates).set(position, decided) };
  }
  const outranked = outrankedPositions(after);
  if (outranked.length === 0) return after;
  const candidates = new Map(after.candidates);
  for (const position of outranked) candidates.set(position, undecidedCandidate);
  return { ...after, candidates };
}

/** Whether a ranking names candidates that there are, each once. */
export function isRankOf({ groups }: Extract<MarkAction, { type: "rank" }>, candidates: { has(position: number): boolean }): boolean {
  const named = groups.flat();
  return new Set(named).size === named.length && named.every((position) => candidates.has(position));
}

function findCandidate({ candidates }: DecidedState, action: CandidateAction | SampleAction): [number, CandidateState] | undefined {
  if ("sample" in action) {
    const found = [...candidates].find(([, { sample }]) => sample === action.sample);
    // The same tier again changes no sample.
    return action.type === "retier" && found?.[1].tier === action.tier ? undefined : found;
  }
  const candidate = candidates.get(action.position);
  return candidate && [action.position, candidate];
}

/** What of a sample a decision can change, as a row of the dataset shows it. */
export type SampleState = Pick<SampleRow, "origin" | "tier" | "edited" | "validated">;
/** The fields of a sample's line that a decision can change. */
export interface SampleChanges {
  tier?: Tier;
  input?: string;
  output?: string;
}

/** What an action really changes of a sample: fields that say something else than its line. */
export function changedFields(line: Readonly<Record<keyof SampleChanges, unknown>>, action: Of<"retier" | "edit">): SampleChanges {
  if (action.type === "retier") return action.tier === line.tier ? {} : { tier: action.tier };
  const { input, output } = action;
  return {
    ...(input === undefined || input === line.input ? {} : { input }),
    ...(output === undefined || output === line.output ? {} : { output }),
  };
}

/**
 * Whether a sample counts as edited after changes. Not said here, because only the engine can know: a collected line that gets its first
 * bytes back is unedited again.
 */
export function isEdited({ origin, edited }: Pick<SampleState, "origin" | "edited">, changes: SampleChanges): boolean {
  return edited || origin === "collected" || changes.input !== undefined || changes.output !== undefined;
}

/** A sample's row after changes. `validated` is the producer's word on a collected line; on Assay's own it says that a person confirmed it. */
export function changeSample<State extends SampleState>(before: State, changes: SampleChanges, by: ActorKind): State {
  if (Object.keys(changes).length === 0) return before;
  const validated = before.origin === "collected" ? before.validated : by === "person";
  return { ...before, tier: changes.tier ?? before.tier, edited: isEdited(before, changes), validated };
}

/** What is decided about one candidate, as `comparisons.get` answers it. */
export type CandidateDecision = Pick<Candidate, "tier" | "rejected" | "sampleRef" | "decidedBy">;
export const noDecision: CandidateDecision = { tier: null, rejected: false, sampleRef: null, decidedBy: null };

/** Whoever cleared a candidate decided nothing that is still in force: `decidedBy` is null then. */
export function toDecision({ tier, rejected, by, sample }: CandidateState): CandidateDecision {
  return { tier, rejected, sampleRef: sample, decidedBy: tier !== null || rejected ? by : null };
}

/** What is decided about a comparison, as `comparisons.get` answers it. */
export interface Decisions
  extends DetailMarks,
    Pick<ComparisonDetail, "outcome" | "outcomeBy" | "winnerPosition" | "note" | "reviewed" | "verdicts"> {
  /** By position; absent: `noDecision`. */
  candidates: ReadonlyMap<number, CandidateDecision>;
}

/** Marks as `comparisons.get` answers them. */
export type DetailMarks = Pick<ComparisonDetail, keyof MarkState>;
export function toDetailMarks({ rank, rankBy, flagged, reasons, tags, done }: MarkState): DetailMarks {
  return { rank: rank?.map((group) => [...group]) ?? null, rankBy, flagged, reasons: [...reasons], tags: [...tags], done };
}

/** Best first, each once. */
export function sortTiers(some: Iterable<Tier>): Tier[] {
  const present = new Set(some);
  return tiers.filter((tier) => present.has(tier));
}

/** Tiers given to the candidates of a comparison. */
export function getTiers({ candidates }: Pick<DecidedState, "candidates">): Tier[] {
  return sortTiers([...candidates.values()].flatMap(({ tier }) => (tier === null ? [] : [tier])));
}
