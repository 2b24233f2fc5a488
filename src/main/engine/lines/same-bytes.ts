/** Fewer bytes are compared sooner by a loop than by a call. */
const shortBytes = 96;

/** Whether `wanted` is at a place of the bytes, all of which are there. */
export function isSameBytes(bytes: Buffer, at: number, wanted: Buffer): boolean {
  const { length } = wanted;
  if (length > shortBytes) return bytes.compare(wanted, 0, length, at, at + length) === 0;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/**
 * Where the first of the places from `from` to `to` is at which the wanted bytes begin; -1 where there is none. For places that are near: a view of
 * them, to be searched by `indexOf`, costs more than to look at a few hundred bytes.
 */
export function findNear(bytes: Buffer, from: number, to: number, wanted: Buffer): number {
  const first = wanted[0] as number;
  const last = Math.min(to, bytes.length - wanted.length);
  for (let at = from; at <= last; at++) if (bytes[at] === first && isSameBytes(bytes, at, wanted)) return at;
  return -1;
}
