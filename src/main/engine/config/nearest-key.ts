import { editDistance } from "../base/edit-distance.ts";

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
