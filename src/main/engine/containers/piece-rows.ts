import { isUtf8 } from "node:buffer";
import { type RowRules, RowSplitter, type SplitRow } from "./row-splitter.ts";

/** For what the line of a row may have beyond its piece: names, escapes. */
const spareBytes = 256 * 1024;
/** Of this thread: all lines are written into its beginning, so that whoever looks at them finds them in the processor's cache. */
let kept = new ArrayBuffer(0);

/** A piece of a table as `cutTable` cuts it. Plain data: it goes to a thread. */
export interface PieceRules extends RowRules {
  isLast: boolean;
  rows: number;
}

/** What the lines of a piece were: their number, their bytes in all, and the last of them with its newline. */
export interface GivenLines {
  rows: number;
  sizeBytes: number;
  last: Uint8Array;
}

/**
 * Turns the rows of a piece of a table into lines of JSON (split-table.ts), one at a time.
 * @param take gets a line, valid UTF-8 without its newline, which holds until it returns.
 * @returns null where the piece is not regular or does not hold the rows that it was cut for: what was taken counts for nothing then.
 */
export function splitPieceRows(bytes: Buffer, rules: PieceRules, take: (row: SplitRow) => void): GivenLines | null {
  if (!isUtf8(bytes)) return null;
  if (kept.byteLength < bytes.length + spareBytes) kept = new ArrayBuffer(bytes.length + spareBytes);
  const splitter = new RowSplitter(bytes, rules, kept);
  const { names, starts, ends, escaped } = splitter;
  const given: GivenLines = { rows: 0, sizeBytes: 0, last: new Uint8Array(0) };
  for (let at = 0; at < bytes.length; ) {
    splitter.restart();
    at = splitter.row(at, rules.isLast);
    if (at < 0) return null;
    const line = splitter.finish();
    given.rows++;
    given.sizeBytes += line.length;
    if (at === bytes.length) given.last = new Uint8Array(line);
    take({ line: line.subarray(0, line.length - 1), names, starts, ends, escaped });
  }
  return given.rows === rules.rows ? given : null;
}
