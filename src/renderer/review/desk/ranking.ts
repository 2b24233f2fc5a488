/** A ranking while it is made by keys: positions, best first, equal ones in one group. An empty last group waits for a tie. */

/** The next best candidate; one that is ranked already, or is not there, changes nothing. */
export function addToRanking(groups: readonly number[][], position: number, candidates: number, isTie: boolean): number[][] {
  if (position >= candidates || groups.some((group) => group.includes(position))) return [...groups];
  const last = groups.at(-1);
  return isTie && last !== undefined ? [...groups.slice(0, -1), [...last, position]] : [...groups, [position]];
}

/** Without the candidate ranked last. */
export function takeLast(groups: readonly number[][]): number[][] {
  const last = groups.at(-1);
  if (last === undefined) return [];
  return last.length > 1 ? [...groups.slice(0, -1), last.slice(0, -1)] : groups.slice(0, -1);
}
