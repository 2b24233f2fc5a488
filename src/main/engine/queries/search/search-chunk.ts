import { newline } from "../../lines/line-bytes.ts";
import { defineJob, type JobAnswer } from "../../workers/job.ts";
import { ChunkPlaces } from "./chunk-places.ts";
import { LineSearch } from "./line-search.ts";
import { createNeedle, type Needle } from "./needle.ts";
import { isExact, type SearchedTexts, searchedTexts } from "./searched-texts.ts";
import { maxScannedBytes, TextScanner } from "./text-scanner.ts";

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
let last: { text: string; needle: Needle; scanner: TextScanner | null } | undefined;

function prepare(text: string) {
  const needle = createNeedle(text);
  return { text, needle, scanner: needle.literal === undefined ? null : new TextScanner(needle.literal, needle) };
}

/** Bytes searched at a time: short-lived strings of this size stay in the young generation and in the processor's cache. */
const pieceBytes = 64 * 1024;

/** Finds the lines that contain the text in what is searched. Pure; lines that are not JSON objects never match. */
export function searchChunk({ bytes, text, texts }: SearchRequest): SearchResult {
  if (last?.text !== text) last = prepare(text);
  const { needle, scanner } = last;
  const isMatch = isExact(texts) ? (value: string) => value === text : (value: string) => needle.isIn(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new ChunkPlaces(bytes, texts);
  // Without a newline after it a record is parsed.
  const lastNewline = bytes.lastIndexOf(newline);
  for (let from = 0; from < buffer.length; ) {
    const to = pieceEnd(buffer, from);
    const slice = buffer.subarray(from, to);
    const isScanned = texts === "executions" && to <= lastNewline + 1;
    const byLine = new LineSearch(bytes, from, slice, { needle, isScanned, places, parse: (line) => matchesIn(line, texts, isMatch) });
    if (isScanned && scanner !== null && slice.length <= maxScannedBytes) scanPiece(scanner, slice, from, byLine, places);
    else for (let at = from; at < to; ) at = byLine.next(at);
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

/** Adds the matches in a piece. @param from where it is. @param byLine looks at the lines that the scanner leaves. */
function scanPiece(scanner: TextScanner, piece: Buffer, from: number, byLine: LineSearch, places: ChunkPlaces): void {
  scanner.load(piece);
  const hit = (start: number, end: number) => places.add(from + start, from + start, 0, from + end);
  for (let at = 0; at < piece.length; ) {
    at = scanner.scan(at, piece.length, hit);
    if (at < piece.length) at = byLine.next(from + at) - from;
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
