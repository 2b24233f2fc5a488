import { newline } from "../lines/line-bytes.ts";

const quote = 0x22;
const quotes = 0x22222222;
const sevenBits = 0x7f7f7f7f;

/**
 * Where the last whole row of a piece of a table ends: behind its last line end outside quotes. In a regular table (split-table.ts) a quote opens or
 * closes a field, or is one of two that stand for one; so a line end ends a row where the quotes before it are even in number. In any other table this
 * may be wrong: then the piece does not end in a row, which who splits it finds.
 * @param bytes from the beginning of a row. @returns 0 where no row ends in them.
 */
export function findRowsEnd(bytes: Uint8Array): number {
  let isQuoted = hasOddQuotes(bytes);
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === quote) isQuoted = !isQuoted;
    else if (bytes[at] === newline && !isQuoted) return at + 1;
  }
  return 0;
}

/** Looks at four bytes at a time, since one thread looks at every byte of a table. */
function hasOddQuotes(bytes: Uint8Array): boolean {
  const start = -bytes.byteOffset & 3;
  const count = Math.max(0, (bytes.length - start) >> 2);
  const words = count === 0 ? [] : new Int32Array(bytes.buffer, bytes.byteOffset + start, count);
  // The highest bit of each byte: whether an odd number of bytes in its place are no quotes. Words have four bytes, so all in all it is odd for quotes, too.
  let odd = 0;
  for (let i = 0; i < words.length; i++) {
    const other = (words[i] as number) ^ quotes;
    odd ^= ((other & sevenBits) + sevenBits) | other;
  }
  let isOdd = (((odd >>> 7) ^ (odd >>> 15) ^ (odd >>> 23) ^ (odd >>> 31)) & 1) === 1;
  const isQuote = (byte: number) => byte === quote;
  for (const rest of [bytes.subarray(0, start), bytes.subarray(start + count * 4)])
    if (rest.filter(isQuote).length % 2 === 1) isOdd = !isOdd;
  return isOdd;
}
