/** A ranking while it is made: positions, best first, equal ones in one group. An empty last group waits for a tie. */

/** The next best candidate; one that is ranked already, or is not there, changes nothing. */
export function addToRanking(groups: readonly number[][], position: number, candidates: number, isTie: boolean): number[][] {
  if (position >= candidates || groups.some((group) => group.includes(position))) return [...groups];
  const last = groups.at(-1);
  return isTie && last !== undefined ? [...groups.slice(0, -1), [...last, position]] : [...groups, [position]];
}

/** Where a candidate is put: beside those of a group, before a group (or, with the number of groups, last), or out of the ranking. */
export type RankTarget = { tie: number } | { before: number } | "out";

/** The ranking with one candidate elsewhere. Indexes in the target are those of `groups`. */
export function moveInRanking(groups: readonly number[][], position: number, target: RankTarget): number[][] {
  if (target !== "out" && "tie" in target && (groups[target.tie] ?? [position]).includes(position)) return [...groups];
  const others = groups.map((group) => group.filter((one) => one !== position));
  if (target !== "out" && "tie" in target) others[target.tie]?.push(position);
  else if (target !== "out") others.splice(target.before, 0, [position]);
  return others.filter((group) => group.length > 0);
}

/** Without the candidate ranked last. */
export function takeLast(groups: readonly number[][]): number[][] {
  const last = groups.at(-1);
  if (last === undefined) return [];
  return last.length > 1 ? [...groups.slice(0, -1), last.slice(0, -1)] : groups.slice(0, -1);
}
