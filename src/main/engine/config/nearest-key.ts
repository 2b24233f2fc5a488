const maxKeyCharacters = 64;

/**
 * The known path most likely meant by an unknown one: a misspelt key of the same group, or the same key in another group.
 * @returns null when none is near.
 */
export function nearestPath(unknown: string, known: readonly string[]): string | null {
  const group = groupOf(unknown);
  const key = lastKey(unknown);
  if (key.length > maxKeyCharacters) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(key.length / 2));
  for (const path of known) {
    if (groupOf(path) !== group) continue;
    const distance = editDistance(key, lastKey(path));
    if (distance > bestDistance || (distance === bestDistance && best !== null)) continue;
    best = path;
    bestDistance = distance;
  }
  return best ?? known.find((path) => editDistance(key, lastKey(path)) <= 1) ?? null;
}

const groupOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf(".")));
const lastKey = (path: string) => path.slice(path.lastIndexOf(".") + 1);

/** How many edits (insert, delete, replace, swap of neighbours) make `a` into `b`, letter case ignored: Damerau-Levenshtein. */
export function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
