import type { LogState } from "../curation/state/log-state.ts";
import type { Verdict } from "../curation/state/verdict.ts";

/** Somebody decided about a comparison and no other, so that they looked at it. */
export interface Look {
  actor: string;
  /** Positions in the order in which they were seen, where the log says it. */
  shown: readonly number[] | null;
}

/** By comparison, the last look of each person, the newest last: of this log, and of those merged into it. */
export function findLooks({ history, merged }: Pick<LogState, "history" | "merged">): Map<string, Look[]> {
  let order = 0;
  const own = history.listed.flatMap(({ type, actor, actorKind, atMs, undone, keys, shown, isRepeat }) => {
    if (type !== "decide" || actorKind !== "person" || undone || isRepeat) return [];
    // As a merge orders them: by time, made to increase.
    order = Math.max(order + 1, atMs);
    return [{ actor, keys, shown: shown ?? null, order }];
  });
  const others = merged.decisions().map(({ comparison, ...look }) => ({ ...look, keys: comparison === null ? [] : [comparison] }));
  const looks = new Map<string, Look[]>();
  for (const { keys, actor, shown } of [...own, ...others].sort((one, other) => one.order - other.order)) {
    for (const key of keys) {
      const before = (looks.get(key) ?? []).filter((look) => look.actor !== actor);
      looks.set(key, keys.length === 1 ? [...before, { actor, shown }] : before);
    }
  }
  return looks;
}

/** What a reviewer's word says (`toVerdictWord`). @param count of candidates. */
export function readWord(word: string, count: number): Verdict {
  if (word === "tie") return "tie";
  if (word === "all bad") return "both_bad";
  const named = new Set([...word.matchAll(/\d+/g)].map(([number]) => Number(number) - 1));
  const positions = Array.from({ length: count }, (_, position) => position);
  const [these, others] = [positions.filter((one) => named.has(one)), positions.filter((one) => !named.has(one))];
  if (these.length === 0 || others.length === 0) return "none";
  return word.startsWith("not") ? { best: others, worse: these } : { best: these, worse: others };
}
