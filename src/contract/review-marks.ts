import type { actorKinds, CurationAction } from "./curation.ts";

/** What is decided about a comparison beside its outcome. Pure; a function returns the very object it was given when nothing changes. */

type ActorKind = Exclude<(typeof actorKinds)[number], "auto">;

/** Positions of candidates, best first; those in one group are equal. */
export type Rank = readonly (readonly number[])[];

export interface MarkState {
  /** null: not ranked. */
  readonly rank: Rank | null;
  readonly rankBy: ActorKind | null;
  /** Marked for a second look. */
  readonly flagged: boolean;
  readonly reasons: readonly string[];
  readonly tags: readonly string[];
  /** A person is done with it. */
  readonly done: boolean;
}

export const noMarks: MarkState = { rank: null, rankBy: null, flagged: false, reasons: [], tags: [], done: false };

const markTypes = ["rank", "flag", "reasons", "tags", "done"] as const;
export type MarkAction = Extract<CurationAction, { type: (typeof markTypes)[number] }>;
export const isMarkAction = (action: CurationAction): action is MarkAction => markTypes.some((type) => type === action.type);

export const isSameRank = (one: Rank | null, other: Rank | null) => JSON.stringify(one) === JSON.stringify(other);

/** A ranking as it is kept: positions of a group ascending, empty groups dropped; null when nothing is left. */
export function toRank(groups: Rank): Rank | null {
  const kept = groups.filter((group) => group.length > 0).map((group) => [...group].sort((a, b) => a - b));
  return kept.length === 0 ? null : kept;
}

/** Trimmed, each once, in the order given. */
export function toWords(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.trim()))].filter((word) => word !== "");
}

export function decideMarks(before: MarkState, action: MarkAction, by: ActorKind): MarkState {
  switch (action.type) {
    case "rank": {
      const rank = toRank(action.groups);
      // As with outcomes: a person may confirm an agent's ranking, an agent adds nothing to the same one.
      const confirms = rank !== null && before.rankBy === "agent" && by === "person";
      if (isSameRank(rank, before.rank) && !confirms) return before;
      return { ...before, rank, rankBy: rank === null ? null : by };
    }
    case "flag":
      return action.flagged === before.flagged ? before : { ...before, flagged: action.flagged };
    case "done":
      // Only a person can be done with what a person reviews.
      return action.done === before.done || by !== "person" ? before : { ...before, done: action.done };
    default: {
      const words = toWords(action[action.type as "reasons" & "tags"]);
      const had = before[action.type];
      return words.join("\n") === had.join("\n") ? before : { ...before, [action.type]: words };
    }
  }
}

/** The one candidate that is ranked first; null when several are, or nothing is ranked. */
export function bestRanked({ rank }: Pick<MarkState, "rank">): number | null {
  const best = rank?.[0];
  return rank !== null && rank.length > 1 && best?.length === 1 ? (best[0] ?? null) : null;
}
