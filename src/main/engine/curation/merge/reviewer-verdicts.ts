import { type ActorKind, bestRanked, type CandidateState, type OutcomeState, type Rank, sortTiers } from "../../../../contract/index.ts";
import { type ComparisonVerdicts, type ReviewerVerdict, toMarks, toOutcome } from "../log/event.ts";
import { isLater, type KnownEvent } from "./known-event.ts";
import type { KnownEvents } from "./known-events.ts";
import type { ComparisonMarks, Mark } from "./marks.ts";

interface Said extends Pick<OutcomeState, "outcome" | "winnerPosition"> {
  rank: Rank | null;
  candidates: ReadonlyMap<number, Pick<CandidateState, "tier" | "rejected">>;
}

const numbers = (positions: readonly number[]) =>
  [...positions]
    .sort((a, b) => a - b)
    .map((position) => position + 1)
    .join(", ");

/**
 * What a reviewer said about a comparison, in one word that can be compared: "2" (the second answer is the best), "1, 3" (these share the first
 * rank, or the highest tier given), "tie", "all bad", "not 1" (only rejected); "" for nothing.
 */
export function toVerdict({ outcome, winnerPosition, rank, candidates }: Said): string {
  if (outcome === "tie") return "tie";
  if (outcome === "both_bad") return "all bad";
  if (outcome === "winner" && winnerPosition !== null) return numbers([winnerPosition]);
  const best = bestRanked({ rank });
  if (best !== null) return numbers([best]);
  if (rank !== null) return numbers(rank[0] ?? []);
  const all = [...candidates];
  const [highest] = sortTiers(all.flatMap(([, { tier }]) => tier ?? []));
  if (highest !== undefined) return numbers(all.flatMap(([position, { tier }]) => (tier === highest ? [position] : [])));
  const rejected = all.flatMap(([position, one]) => (one.rejected ? [position] : []));
  return rejected.length === 0 ? "" : `not ${numbers(rejected)}`;
}

/** What each reviewer said about a comparison without another's decision in view; null when fewer than two said anything. */
export function getVerdicts(comparison: string, marks: ComparisonMarks, events: KnownEvents): ComparisonVerdicts | null {
  const said = new Map<string, { event: KnownEvent; said: Said & { candidates: Map<number, CandidateState> }; newest: KnownEvent }>();
  let settledBy: KnownEvent | null = null;
  const take = <Value>(
    all: readonly Mark<Value>[],
    set: (into: Said & { candidates: Map<number, CandidateState> }, value: Value) => void,
  ) => {
    const inOrder = all.filter(({ event }) => counts(event, events)).sort((one, other) => (isLater(one.event, other.event) ? 1 : -1));
    for (const { event, value } of inOrder) {
      if (event.settles.includes(comparison)) {
        if (!settledBy || isLater(event, settledBy)) settledBy = event;
        continue;
      }
      const name = `${event.kind} ${event.actor}`;
      const nothing = { outcome: null, winnerPosition: null, rank: null, candidates: new Map() };
      const one = said.get(name) ?? { event, said: nothing, newest: event };
      set(one.said, value);
      if (isLater(event, one.newest)) one.newest = event;
      said.set(name, one);
    }
  };
  for (const [position, all] of marks.candidates) take(all, ({ candidates }, value) => candidates.set(position, value));
  take(marks.units.get(0) ?? [], (into, { review }) => {
    const { outcome, winnerPosition } = toOutcome({ ...review, note: "" });
    Object.assign(into, { outcome, winnerPosition, rank: toMarks({ ...review, note: "" }).rank });
  });
  // That somebody is done with a conflict settles it too.
  for (const { event } of marks.units.get(doneUnit) ?? []) {
    if (counts(event, events) && event.settles.includes(comparison) && (!settledBy || isLater(event, settledBy))) settledBy = event;
  }
  const verdicts: ReviewerVerdict[] = [];
  let isSettled = settledBy !== null;
  for (const { event, said: one, newest } of said.values()) {
    const verdict = toVerdict(one);
    if (verdict === "") continue;
    verdicts.push({ actor: event.actor, kind: event.kind as ActorKind, verdict });
    if (settledBy && isLater(newest, settledBy)) isSettled = false;
  }
  if (verdicts.length < 2) return null;
  verdicts.sort((one, other) => (`${one.kind} ${one.actor}` < `${other.kind} ${other.actor}` ? 1 : -1));
  return { comparison, verdicts, ...(isSettled ? { settled: true } : {}) };
}

/** Index of "done" in `mergeUnits`. */
export const doneUnit = 5;

/** Whether an event's changes are decisions in force: an undo says only that another event is not. A mapping run again moves decisions. */
export const counts = (event: KnownEvent, events: KnownEvents) =>
  (event.type === "decide" || event.type === "replace") && event.kind !== "auto" && events.isInForce(event);
