import type { Hash } from "node:crypto";

/**
 * Hashes lines with their newlines, as they stand in their file. Lines that lie one behind the other in memory are hashed at once: a call for
 * each costs more than the hash.
 * @returns how many bytes they are.
 */
export function hashLines(hash: Hash, lines: readonly { bytes: Buffer }[]): number {
  let sizeBytes = 0;
  for (let first = 0; first < lines.length; ) {
    const start = (lines[first] as { bytes: Buffer }).bytes;
    let end = start.byteOffset + start.length;
    let next = first + 1;
    for (; next < lines.length; next++) {
      const { bytes } = lines[next] as { bytes: Buffer };
      if (bytes.buffer !== start.buffer || bytes.byteOffset !== end + 1) break;
      end = bytes.byteOffset + bytes.length;
    }
    hash.update(new Uint8Array(start.buffer, start.byteOffset, end - start.byteOffset)).update("\n");
    sizeBytes += end - start.byteOffset + 1;
    first = next;
  }
  return sizeBytes;
}
