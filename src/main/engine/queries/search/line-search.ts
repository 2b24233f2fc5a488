import { isAscii } from "node:buffer";
import { newline, recordStart } from "../../lines/line-bytes.ts";
import type { ChunkPlaces } from "./chunk-places.ts";
import { findHit, type Piece } from "./execution-hits.ts";
import type { Needle } from "./needle.ts";

/** Where the matches in a line are, as what is added to its start. */
export type ParseLine = (line: string) => ReadonlySet<number>;

export interface LineSearchParts {
  needle: Needle;
  /** Whether lines are of executions and have newlines, so that their texts are found without parsing them. */
  isScanned: boolean;
  places: ChunkPlaces;
  parse: ParseLine;
}

/** Searches the lines of one piece of a chunk: a pattern leaps to the next line that may match, and that line is looked at. */
export class LineSearch {
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #slice: Buffer;
  readonly #parts: LineSearchParts;
  /** Made when needed. */
  #piece: Piece | undefined;

  /** @param bytes the chunk. @param from where in it the piece is. */
  constructor(bytes: Uint8Array, from: number, slice: Buffer, parts: LineSearchParts) {
    this.#bytes = bytes;
    this.#from = from;
    this.#slice = slice;
    this.#parts = parts;
  }

  /** Looks at the next line from `at` on that may match, and adds what matches. @returns where the line after it starts; the end of the piece if there is none. */
  next(at: number): number {
    this.#piece ??= this.#toPiece();
    const { raw, rough } = this.#piece;
    const bytes = this.#bytes;
    const from = this.#from;
    const { needle, isScanned, places, parse } = this.#parts;
    rough.lastIndex = at - from;
    const match = rough.exec(raw);
    if (match === null) return from + raw.length;
    const place = from + match.index;
    let start = place;
    while (start > from && bytes[start - 1] !== newline) start--;
    // The record starts after byte order marks, as in the index. The pattern may match in those.
    const record = recordStart(bytes, start, bytes.length);
    const scanned = isScanned ? findHit(this.#piece, needle, record, place) : null;
    if (scanned !== null && scanned.end >= 0) {
      if (scanned.isHit) places.add(start, record, 0, scanned.end);
      return scanned.end + 1;
    }
    const found = raw.indexOf("\n", match.index);
    const end = from + (found < 0 ? raw.length : found);
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + record, end - record).toString("utf8");
    for (const more of parse(line)) places.add(start, record, more, end);
    return end + 1;
  }

  #toPiece(): Piece {
    const { needle } = this.#parts;
    const slice = this.#slice;
    const withUnicodeEscapes = slice.includes("\\u");
    const rough = needle.rough(withUnicodeEscapes, needle.asksForAscii && isAscii(slice));
    return { bytes: this.#bytes, from: this.#from, raw: slice.toString("latin1"), rough, withUnicodeEscapes };
  }
}
