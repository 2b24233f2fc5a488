import { AssayError, type CurationAction, type DecidedState, getTiers, isReviewed, noOutcome } from "../../../contract/index.ts";

export type ComparisonAction = Extract<CurationAction, { comparison: string }>;

/** What the row of a sealed comparison shows: what persons decided about it. */
export function personsMarks(state: DecidedState | undefined) {
  if (!state) return { reviewed: false, tiers: [], outcome: null, ranked: false, flagged: false, done: false };
  const { outcome, outcomeBy, marks } = state;
  const candidates = new Map([...state.candidates].filter(([, { by }]) => by === "person"));
  return {
    reviewed: isReviewed(state),
    tiers: getTiers({ candidates }),
    outcome: outcomeBy === "person" ? outcome : noOutcome.outcome,
    ranked: marks.rankBy === "person",
    flagged: marks.flagged,
    done: marks.done,
  };
}

/** An action with the comparison's own key and positions. @throws AssayError invalid_argument (no such candidate). */
export function toRecorded(action: ComparisonAction, comparison: string, shown: readonly number[]): CurationAction {
  const at = (position: number) => {
    const recorded = shown[position];
    if (recorded === undefined)
      throw new AssayError("invalid_argument", "There is no such candidate.", { fix: "Choose one that is shown." });
    return recorded;
  };
  if (action.type === "rank") return { ...action, comparison, groups: action.groups.map((group) => group.map(at)) };
  return "position" in action ? { ...action, comparison, position: at(action.position) } : { ...action, comparison };
}

/** Errors about the disk hold no ids; others are said without their details. */
export function withoutIds(thrown: unknown): unknown {
  if (!(thrown instanceof AssayError)) return thrown;
  if (thrown.code === "not_found" || thrown.code === "damaged")
    return new AssayError(thrown.code, "This comparison cannot be read any more.", { fix: "Go to the next one." });
  const { code, message, fix } = thrown;
  return new AssayError(code, message, { ...(fix && { fix }) });
}
