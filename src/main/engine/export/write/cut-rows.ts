import { newline } from "../../lines/line-bytes.ts";
import type { RowBlock } from "./row-file.ts";

/** Cuts rows as lines in two. @param count at most so many rows are in the first. */
export function cutRows(block: RowBlock, count: number): readonly [RowBlock, RowBlock | null] {
  if (block.rows <= count) return [block, null];
  let end = 0;
  for (let row = 0; row < count; row++) end = block.bytes.indexOf(newline, end) + 1;
  const { rows, bytes, longestBytes } = block;
  return [
    { rows: count, bytes: bytes.subarray(0, end), longestBytes },
    { rows: rows - count, bytes: bytes.subarray(end), longestBytes },
  ];
}

/** Bytes of the longest row as a line, with its newline. */
export function longestRow(lines: Uint8Array): number {
  let longest = 0;
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(newline, start) + 1;
    longest = Math.max(longest, end - start);
    start = end;
  }
  return longest;
}
