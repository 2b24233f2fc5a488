import type { CurationAction, DecidedState } from "../../../contract/index.ts";
import { type ActionParts, act } from "./actions.ts";
import { type Actor, type BothVerdicts, type Change, toMarks, toOutcome } from "./log/event.ts";
import { repeatName } from "./log/repeat.ts";
import type { LogState } from "./state/log-state.ts";
import { personsWord } from "./state/verdict-word.ts";

/** Whether a person's decision is in force. That somebody skipped it, or is done with it, is none. */
function isDecidedByPerson(state: DecidedState | undefined): boolean {
  if (!state) return false;
  const { outcome, outcomeBy, marks, candidates } = state;
  if ((outcome !== null && outcome !== "skipped" && outcomeBy === "person") || marks.rankBy === "person") return true;
  return [...candidates.values()].some(({ by, tier, rejected }) => by === "person" && (tier !== null || rejected));
}

/** What the second look at a comparison decides, in a transaction. */
async function readLook({ transaction, comparison }: ActionParts, name: string, key: string) {
  const { record } = await comparison(key);
  const review = await transaction.review(name);
  const candidates = new Map([...record.candidates.keys()].map((position) => [position, transaction.candidate(name, position)]));
  const state: DecidedState = { ...toOutcome(review), marks: toMarks(review), candidates };
  return { state, note: review.note };
}

/**
 * Ends the second look at a comparison. Where the first decided nothing (it was skipped, say), the second is taken for it: it is in force.
 * @param parts of the comparison itself. @returns what both looks said; null where the second is in force.
 */
export async function endSecondLook(
  parts: ActionParts,
  state: LogState,
  { queue, key, by }: { queue: string; key: string; by: Actor },
): Promise<BothVerdicts | null> {
  const look = await readLook(parts, repeatName(queue, key), key);
  if (isDecidedByPerson(state.comparisons.get(key)))
    return { first: state.repeats.firstWord(queue, key, by.name), again: personsWord(look.state) };
  for (const action of toActions(key, look.state, look.note)) await act(parts, action);
  return null;
}

/** The actions that decide the same about a comparison of which nothing is decided, and finish it. */
function toActions(comparison: string, { outcome, winnerPosition, marks, candidates }: DecidedState, note: string): CurationAction[] {
  const { rank, flagged, reasons, tags } = marks;
  const ofCandidates = [...candidates].flatMap(([position, { tier, rejected }]): CurationAction[] => {
    if (tier !== null) return [{ type: "promote", comparison, position, tier }];
    return rejected ? [{ type: "reject", comparison, position }] : [];
  });
  return [
    ...ofCandidates,
    ...(rank === null ? [] : [{ type: "rank" as const, comparison, groups: rank.map((group) => [...group]) }]),
    ...(outcome === "winner" && winnerPosition !== null ? [{ type: "set_winner" as const, comparison, position: winnerPosition }] : []),
    ...(outcome === "tie" || outcome === "both_bad" ? [{ type: outcome, comparison }] : []),
    ...(outcome === "skipped" ? [{ type: "skip" as const, comparison }] : []),
    ...(flagged ? [{ type: "flag" as const, comparison, flagged }] : []),
    ...(reasons.length === 0 ? [] : [{ type: "reasons" as const, comparison, reasons: [...reasons] }]),
    ...(tags.length === 0 ? [] : [{ type: "tags" as const, comparison, tags: [...tags] }]),
    ...(note === "" ? [] : [{ type: "note" as const, comparison, note }]),
    { type: "done", comparison, done: true },
  ];
}

const isEnd = (change: Change) =>
  change.of === "repeat" && change.change.of === "review" && change.change.after.done === true && change.change.before.done !== true;

/** Says with the change that ends a second look what both looks said. */
export const withVerdicts = (changes: readonly Change[], verdicts: BothVerdicts) =>
  changes.map((change) => (isEnd(change) ? { ...change, verdicts } : change) as Change);

/** What ends a second look, for the history. */
export function describeEnd({ first, again }: BothVerdicts): string {
  if (first === "" || again === "") return "not counted";
  return first === again ? "the same as before" : "not the same as before";
}
