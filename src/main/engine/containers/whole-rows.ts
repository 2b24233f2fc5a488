import { newline } from "../lines/line-bytes.ts";

const quote = 0x22;
const quotes = 0x22222222;
const sevenBits = 0x7f7f7f7f;

/** The whole rows at the beginning of some bytes of a table. */
export interface WholeRows {
  usedBytes: number;
  rows: number;
}

/**
 * Finds the whole rows of a piece of a table: up to its last line end outside quotes. In a regular table (split-table.ts) a quote opens or closes a field,
 * or is one of two that stand for one; so a line end ends a row where the quotes before it are even in number. In any other table this may be wrong: then
 * the piece does not end in a row, or has others, which who splits it finds.
 * @param bytes from the beginning of a row.
 */
export function findWholeRows(bytes: Buffer): WholeRows {
  const found: WholeRows = { usedBytes: 0, rows: 0 };
  const aligned = -bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, Math.max(0, (bytes.length - aligned) >> 2));
  let isQuoted = false;
  for (let from = 0; ; ) {
    const end = bytes.indexOf(newline, from);
    if (end < 0) return found;
    if (hasOddQuotes(bytes, words, aligned, from, end)) isQuoted = !isQuoted;
    from = end + 1;
    if (isQuoted) continue;
    found.usedBytes = from;
    found.rows++;
  }
}

/**
 * Looks at four bytes at a time, since one thread looks at every byte of a table.
 * @param words of the bytes, from `aligned` on.
 */
function hasOddQuotes(bytes: Buffer, words: Int32Array, aligned: number, from: number, to: number): boolean {
  const first = Math.max(0, (from - aligned + 3) >> 2);
  const last = Math.max(first, (to - aligned) >> 2);
  // The highest bit of each byte: whether an odd number of bytes in its place are no quotes. Words have four bytes, so all in all it is odd for quotes, too.
  let odd = 0;
  for (let i = first; i < last; i++) {
    const other = (words[i] as number) ^ quotes;
    odd ^= ((other & sevenBits) + sevenBits) | other;
  }
  let count = (odd >>> 7) ^ (odd >>> 15) ^ (odd >>> 23) ^ (odd >>> 31);
  const [headEnd, tailStart] = [Math.min(to, first * 4 + aligned), Math.max(from, last * 4 + aligned)];
  for (let at = from; at < headEnd; at++) if (bytes[at] === quote) count++;
  for (let at = Math.max(tailStart, headEnd); at < to; at++) if (bytes[at] === quote) count++;
  return (count & 1) === 1;
}
