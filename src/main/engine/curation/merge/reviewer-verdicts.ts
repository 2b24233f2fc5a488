import type { ActorKind, CandidateState } from "../../../../contract/index.ts";
import { type ComparisonVerdicts, type ReviewerVerdict, toMarks, toOutcome } from "../log/event.ts";
import { type Said, toVerdictWord } from "../state/verdict-word.ts";
import { isLater, type KnownEvent } from "./known-event.ts";
import type { KnownEvents } from "./known-events.ts";
import type { ComparisonMarks, Mark } from "./marks.ts";

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
    const verdict = toVerdictWord(one);
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
