/** The place of a reviewer: which comparison, where it was in the list, which candidate has the focus. */
export interface Place {
  key: string | null;
  /** Its index in the list when it was last seen there. */
  index: number;
  position: number;
}

export const startPlace: Place = { key: null, index: 0, position: 0 };

/**
 * One comparison on (`by` 1) or back (`by` -1) in the list. A comparison that has dropped out of the list, because the filter
 * no longer matches it, stays where it is until moved away from; the one that slid into its place is the next one.
 * At either end the place stays as it is.
 */
export function moveComparison(keys: readonly string[], place: Place, by: 1 | -1): Place {
  const found = place.key === null ? -1 : keys.indexOf(place.key);
  if (place.key === null) return at(keys, 0) ?? place;
  if (found >= 0) return at(keys, found + by) ?? { ...place, index: found };
  const index = by === 1 ? Math.min(place.index, keys.length - 1) : Math.min(place.index, keys.length) - 1;
  return at(keys, index) ?? place;
}

/** One candidate to the right (`by` 1) or left (`by` -1), stopping at both ends. */
export function moveCandidate(place: Place, candidates: number, by: 1 | -1): Place {
  const last = Math.max(0, candidates - 1);
  return { ...place, position: Math.min(last, Math.max(0, place.position + by)) };
}

/** Goes to a comparison by name, for example from the trail; it need not be in the list. */
export function goTo(keys: readonly string[], place: Place, key: string, position = 0): Place {
  if (key === place.key) return { ...place, position };
  const found = keys.indexOf(key);
  return { key, index: found >= 0 ? found : place.index, position };
}

/** Keeps the remembered index true while the list changes around the comparison on screen. */
export function settle(keys: readonly string[], place: Place): Place {
  if (place.key === null) return at(keys, 0) ?? place;
  const found = keys.indexOf(place.key);
  return found < 0 || found === place.index ? place : { ...place, index: found };
}

/** Further than an answer takes while somebody decides several in a second. */
const aheadBy = 4;

/** The comparisons a reviewer is likely to want next, nearest first. */
export function neighbours(keys: readonly string[], place: Place): string[] {
  const found = place.key === null ? -1 : keys.indexOf(place.key);
  const next = found >= 0 ? found + 1 : place.index;
  const previous = found >= 0 ? found - 1 : place.index - 1;
  const ahead = keys.slice(next, next + aheadBy);
  return [...ahead.slice(0, 2), keys[previous], ...ahead.slice(2)].filter((key) => key !== undefined && key !== place.key) as string[];
}

function at(keys: readonly string[], index: number): Place | undefined {
  const key = keys[index];
  return key === undefined ? undefined : { key, index, position: 0 };
}
