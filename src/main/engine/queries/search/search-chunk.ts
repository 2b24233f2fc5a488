import { isAscii } from "node:buffer";
import { defineJob, type JobAnswer } from "../../workers/job.ts";
import { createNeedle, type Needle } from "./needle.ts";
import { isExact, type SearchedTexts, searchedTexts } from "./searched-texts.ts";

/** Whole lines of a journal to search. */
export interface SearchRequest {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the lines start in the journal. */
  offset: number;
  text: string;
  texts: SearchedTexts;
}

export interface SearchResult {
  /** The request's bytes again, so that their buffer is reused. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each match is in the journal, one a line, as digits: the offset of its line and what `searchedTexts` adds. */
  found: Uint8Array<ArrayBuffer>;
}

/** One text is searched for in chunk after chunk. */
let last: { text: string; needle: Needle } | undefined;

/** Bytes searched at a time: short-lived strings of this size stay in the young generation and in the processor's cache. */
const pieceBytes = 64 * 1024;

/** Finds the lines that contain the text in what is searched. Pure; lines that are not JSON objects never match. */
export function searchChunk({ bytes, offset, text, texts }: SearchRequest): SearchResult {
  if (last?.text !== text) last = { text, needle: createNeedle(text) };
  const { needle } = last;
  const isMatch = isExact(texts) ? (value: string) => value === text : (value: string) => needle.isIn(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = "";
  for (let from = 0; from < buffer.length; ) {
    const to = pieceEnd(buffer, from);
    const piece = buffer.subarray(from, to);
    const rough = needle.rough(piece.includes("\\u"), needle.asksForAscii && isAscii(piece));
    for (const place of foundIn(buffer, { from, to }, rough, (line) => matchesIn(line, texts, isMatch))) found += `${offset + place}\n`;
    from = to;
  }
  return { bytes, found: Uint8Array.from(Buffer.from(found, "latin1")) };
}

/** Just after the first newline beyond `pieceBytes`. */
function pieceEnd(buffer: Buffer, from: number): number {
  if (buffer.length - from <= pieceBytes) return buffer.length;
  const newline = buffer.indexOf("\n", from + pieceBytes);
  return newline < 0 ? buffer.length : newline + 1;
}

/** Where the matches of buffer[from..to) are. @param matches in a line, as what is added to its start. */
function foundIn(
  buffer: Buffer,
  { from, to }: { from: number; to: number },
  rough: RegExp,
  matches: (line: string) => ReadonlySet<number>,
): number[] {
  const places: number[] = [];
  const raw = buffer.toString("latin1", from, to);
  rough.lastIndex = 0;
  for (let match = rough.exec(raw); match !== null; match = rough.exec(raw)) {
    let start = raw.lastIndexOf("\n", match.index) + 1;
    // The record starts after byte order marks, as in the index (lines/line-bytes.ts).
    while (raw.startsWith("\xef\xbb\xbf", start)) start += 3;
    const newline = raw.indexOf("\n", match.index);
    const end = newline < 0 ? raw.length : newline;
    for (const at of matches(buffer.toString("utf8", from + start, from + end))) places.push(from + start + at);
    rough.lastIndex = end;
  }
  return places;
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
  return { result, buffers: [result.bytes.buffer, result.found.buffer] };
}
