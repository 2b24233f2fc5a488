import { ExecutionTexts, executionTextNames } from "./execution-texts.ts";
import type { Needle } from "./needle.ts";

const backslash = 0x5c;
const texts = new ExecutionTexts();

/** A piece of a journal, as bytes and read as latin1, with the pattern that finds where the needle may be in it. */
export interface Piece {
  bytes: Uint8Array;
  /** Where `raw` starts in the bytes. */
  from: number;
  raw: string;
  rough: RegExp;
  withUnicodeEscapes: boolean;
}

/**
 * Whether the execution on a line contains the needle, without parsing the line: where a text is an ASCII word in ASCII, its bytes tell; else
 * that text alone is decoded.
 * @param at where the record starts, in the bytes; a newline must follow somewhere.
 * @param match where the pattern matches first on this line or before it.
 * @returns where the line ends, and whether it is a hit; -1: it has to be parsed.
 */
export function findHit(piece: Piece, needle: Needle, at: number, match: number): { end: number; isHit: boolean } {
  const { bytes, from, raw, rough } = piece;
  found.end = texts.find(bytes, at);
  found.isHit = false;
  if (found.end < 0) return found;
  /** The first match at or after `searchedFrom`. */
  let next = match;
  let searchedFrom = at;
  for (let slot = 0; slot < executionTextNames.length; slot++) {
    const start = texts.starts[slot] as number;
    const end = texts.ends[slot] as number;
    if (start < 0) continue;
    if (start < searchedFrom || start > next) {
      rough.lastIndex = start - from;
      const again = rough.exec(raw);
      next = again === null ? Number.POSITIVE_INFINITY : from + again.index;
      searchedFrom = start;
    }
    if (next >= end) continue;
    if (isSurelyAt(piece, needle.literal, next, end) || needle.isIn(decode(bytes, start, end))) {
      found.isHit = true;
      return found;
    }
  }
  if (texts.hasMessages) found.end = -1;
  return found;
}

/** Used again for each line. */
const found = { end: -1, isHit: false };

/** Whether the bytes at a match are the needle's own letters, and neither an escape nor a mark that follows can make them others. */
function isSurelyAt({ bytes, withUnicodeEscapes }: Piece, literal: string | undefined, at: number, end: number): boolean {
  if (literal === undefined || withUnicodeEscapes || at + literal.length > end || bytes[at - 1] === backslash) return false;
  for (let i = 0; i < literal.length; i++) {
    const byte = bytes[at + i] as number;
    if ((byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) !== literal.charCodeAt(i)) return false;
  }
  const next = bytes[at + literal.length] as number;
  return next < 0x80 && next !== backslash;
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  const quoted = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2).toString("utf8");
  return JSON.parse(quoted) as string;
}
