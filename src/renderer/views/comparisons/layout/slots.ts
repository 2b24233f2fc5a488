/** Which candidates stand side by side. */

export const minColumns = 2;
export const maxColumns = 4;
/** From as many candidates on, a strip shows all of them. */
export const stripFrom = 5;
export const maxPinned = 2;
/** In px; a narrower column is hard to read. */
export const minColumnWidth = 270;

/** How many columns there are. @param wanted what the person chose; 0 is as many as fit. @param width of all columns together, in px. */
export function countColumns(wanted: number, width: number, candidates: number): number {
  const fit = Math.floor(width / minColumnWidth);
  const most = wanted === 0 ? Math.min(maxColumns, Math.max(1, fit)) : Math.min(maxColumns, Math.max(minColumns, wanted));
  return Math.max(1, Math.min(most, candidates));
}

/**
 * The positions that are shown: the pinned ones first, then as many others in a row as fit, the focused one among them. With two pinned there are no
 * others but the focused one.
 * @param from where the row of others began before; it moves no further than it must.
 */
export function shownPositions(
  candidates: number,
  columns: number,
  focused: number,
  pinned: readonly number[],
  from: number,
): { positions: number[]; from: number } {
  const kept = pinned.filter((position) => position < candidates).slice(0, maxPinned);
  const others = Array.from({ length: candidates }, (_, position) => position).filter((position) => !kept.includes(position));
  if (kept.length === maxPinned) return { positions: kept.includes(focused) ? kept : [...kept, focused], from };
  const room = Math.max(1, columns - kept.length);
  const at = others.indexOf(focused);
  const first = at < 0 ? from : Math.min(Math.max(from, at - room + 1), at);
  const start = Math.max(0, Math.min(first, others.length - room));
  return { positions: [...kept, ...others.slice(start, start + room)], from: start };
}

/** The candidate that the focused one is compared with: the pinned one, else the next, else the one before. Undefined if there is no other. */
export function otherPosition(candidates: number, focused: number, pinned: readonly number[]): number | undefined {
  const kept = pinned.find((position) => position !== focused && position < candidates);
  if (kept !== undefined) return kept;
  if (focused + 1 < candidates) return focused + 1;
  return focused > 0 ? focused - 1 : undefined;
}

/** The least share of the width that a column keeps beside others. */
const minShare = 0.12;

/** Widths of columns as shares that sum to 1. @param stored what was remembered, perhaps for another number of columns. */
export function toShares(stored: readonly unknown[], columns: number): number[] {
  const known = stored.length === columns && stored.every((share) => typeof share === "number" && share >= minShare / 2 && share <= 1);
  const shares = known ? (stored as number[]) : Array.from({ length: columns }, () => 1);
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Moves the edge after column `index` by a share of the whole width; the columns on both sides of it take it from each other. */
export function moveEdge(shares: readonly number[], index: number, by: number): number[] {
  const [left = 0, right = 0] = [shares[index], shares[index + 1]];
  const moved = Math.min(right - minShare, Math.max(minShare - left, by));
  return shares.map((share, i) => (i === index ? share + moved : i === index + 1 ? share - moved : share));
}
