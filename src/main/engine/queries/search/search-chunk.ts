import { isAscii } from "node:buffer";
import { newline, recordStart } from "../../lines/line-bytes.ts";
import { defineJob, type JobAnswer } from "../../workers/job.ts";
import { ChunkPlaces } from "./chunk-places.ts";
import { findHit, type Piece } from "./execution-hits.ts";
import { createNeedle, type Needle } from "./needle.ts";
import { isExact, type SearchedTexts, searchedTexts } from "./searched-texts.ts";

/** Whole lines of a journal to search. */
export interface SearchRequest {
  bytes: Uint8Array<ArrayBuffer>;
  text: string;
  texts: SearchedTexts;
}

export interface SearchResult {
  /** The request's bytes again, so that their buffer is reused. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each match is, counted from the request's offset: where the record of its line starts, and what `searchedTexts` adds. */
  hits: Uint32Array<ArrayBuffer>;
  /** Where the records of all other lines start, likewise; null where they are many more, or `searchedTexts` adds anything. */
  misses: Uint32Array<ArrayBuffer> | null;
}

/** One text is searched for in chunk after chunk. */
let last: { text: string; needle: Needle } | undefined;

/** Bytes searched at a time: short-lived strings of this size stay in the young generation and in the processor's cache. */
const pieceBytes = 64 * 1024;

/** Finds the lines that contain the text in what is searched. Pure; lines that are not JSON objects never match. */
export function searchChunk({ bytes, text, texts }: SearchRequest): SearchResult {
  if (last?.text !== text) last = { text, needle: createNeedle(text) };
  const { needle } = last;
  const isMatch = isExact(texts) ? (value: string) => value === text : (value: string) => needle.isIn(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new ChunkPlaces(bytes, texts);
  // Without a newline after it a record is parsed.
  const lastNewline = bytes.lastIndexOf(newline);
  for (let from = 0; from < buffer.length; ) {
    const to = pieceEnd(buffer, from);
    const slice = buffer.subarray(from, to);
    const withUnicodeEscapes = slice.includes("\\u");
    const rough = needle.rough(withUnicodeEscapes, needle.asksForAscii && isAscii(slice));
    const piece = { bytes, from, raw: slice.toString("latin1"), rough, withUnicodeEscapes };
    const scan = texts === "executions" && to <= lastNewline + 1 ? (at: number, match: number) => findHit(piece, needle, at, match) : null;
    findIn(piece, places, scan, (line) => matchesIn(line, texts, isMatch));
    from = to;
  }
  return { bytes, ...places.finish() };
}

/** Just after the first newline beyond `pieceBytes`. */
function pieceEnd(buffer: Buffer, from: number): number {
  if (buffer.length - from <= pieceBytes) return buffer.length;
  const newline = buffer.indexOf("\n", from + pieceBytes);
  return newline < 0 ? buffer.length : newline + 1;
}

/** Adds the matches in a piece. @param scan see `findHit`; null: every line is parsed. @param parse matches in a line, as what is added to its start. */
function findIn(
  { bytes, from, raw, rough }: Piece,
  places: ChunkPlaces,
  scan: ((at: number, match: number) => { end: number; isHit: boolean }) | null,
  parse: (line: string) => ReadonlySet<number>,
): void {
  rough.lastIndex = 0;
  for (let match = rough.exec(raw); match !== null; match = rough.exec(raw)) {
    const at = from + match.index;
    let start = at;
    while (start > from && bytes[start - 1] !== newline) start--;
    // The record starts after byte order marks, as in the index.
    const record = recordStart(bytes, start, at);
    const scanned = scan?.(record, at);
    let end = scanned?.end ?? -1;
    if (end >= 0) {
      if (scanned?.isHit) places.add(start, record, 0, end);
    } else {
      const found = raw.indexOf("\n", match.index);
      end = from + (found < 0 ? raw.length : found);
      const line = Buffer.from(bytes.buffer, bytes.byteOffset + record, end - record).toString("utf8");
      for (const more of parse(line)) places.add(start, record, more, end);
    }
    rough.lastIndex = end - from;
  }
}

const none: ReadonlySet<number> = new Set();

function matchesIn(line: string, texts: SearchedTexts, isMatch: (text: string) => boolean): ReadonlySet<number> {
  try {
    const found = new Set<number>();
    const record = JSON.parse(line) as Record<string, unknown>;
    for (const { text, at } of searchedTexts[texts](record)) if (!found.has(at) && typeof text === "string" && isMatch(text)) found.add(at);
    return found;
  } catch {
    // Written into the journal by hand; not a record.
    return none;
  }
}

/** Searches a chunk in a worker. 256 kB take less than a millisecond. */
export const searchJob = defineJob<SearchRequest, SearchResult>("search", 256 * 1024);

export function handleSearch(request: SearchRequest): JobAnswer<SearchResult> {
  const result = searchChunk(request);
  return { result, buffers: [result.bytes.buffer, result.hits.buffer, ...(result.misses === null ? [] : [result.misses.buffer])] };
}
