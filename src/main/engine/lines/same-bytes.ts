/** Fewer bytes are compared sooner by a loop than by a call. */
const shortBytes = 96;

/** Whether `wanted` is at a place of the bytes, all of which are there. */
export function isSameBytes(bytes: Buffer, at: number, wanted: Buffer): boolean {
  const { length } = wanted;
  if (length > shortBytes) return bytes.compare(wanted, 0, length, at, at + length) === 0;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
