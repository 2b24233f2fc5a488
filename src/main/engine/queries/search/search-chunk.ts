import { isAscii } from "node:buffer";
import { type Needle, needleOf } from "./needle.ts";

/** Whole lines of events.jsonl to look through. */
export interface SearchRequest {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where they start in the journal. */
  offset: number;
  text: string;
}

export interface SearchResult {
  /** The request's bytes again, so that their buffer goes round. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The offset in the journal of every line that was found, as a line of digits each. */
  found: Uint8Array<ArrayBuffer>;
}

/** The same text is asked of chunk after chunk. */
let last: { text: string; needle: Needle } | undefined;

const searched = ["input", "output", "status", "trace_id", "task_id"] as const;

/** Lines are looked through so many bytes at a time: text this short dies young, and stays in the processor's cache. */
const pieceBytes = 64 * 1024;

/** Finds the executions one of whose searched members holds the text. Pure; lines that are no records are not found. */
export function searchChunk({ bytes, offset, text }: SearchRequest): SearchResult {
  if (last?.text !== text) last = { text, needle: needleOf(text) };
  const { needle } = last;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = "";
  for (let from = 0; from < buffer.length; ) {
    const to = pieceEnd(buffer, from);
    const piece = buffer.subarray(from, to);
    const rough = needle.rough(piece.includes("\\u"), needle.asksForAscii && isAscii(piece));
    for (const start of foundIn(buffer, from, to, rough, needle)) found += `${offset + start}\n`;
    from = to;
  }
  return { bytes, found: Uint8Array.from(Buffer.from(found, "latin1")) };
}

/** Behind the first newline that is far enough. */
function pieceEnd(buffer: Buffer, from: number): number {
  if (buffer.length - from <= pieceBytes) return buffer.length;
  const newline = buffer.indexOf("\n", from + pieceBytes);
  return newline < 0 ? buffer.length : newline + 1;
}

/** Where the lines that are found start, of those in from..to. */
function foundIn(buffer: Buffer, from: number, to: number, rough: RegExp, needle: Needle): number[] {
  const starts: number[] = [];
  const raw = buffer.toString("latin1", from, to);
  rough.lastIndex = 0;
  for (let match = rough.exec(raw); match !== null; match = rough.exec(raw)) {
    let start = raw.lastIndexOf("\n", match.index) + 1;
    // A record begins behind a byte order mark, in the index too.
    while (raw.startsWith("\xef\xbb\xbf", start)) start += 3;
    const newline = raw.indexOf("\n", match.index);
    const end = newline < 0 ? raw.length : newline;
    if (isFound(buffer.toString("utf8", from + start, from + end), needle)) starts.push(from + start);
    rough.lastIndex = end;
  }
  return starts;
}

function isFound(line: string, needle: Needle): boolean {
  try {
    const record = JSON.parse(line) as Record<string, unknown>;
    return searched.some((member) => typeof record[member] === "string" && needle.isIn(record[member]));
  } catch {
    // Somebody wrote it into the journal by hand; it is no record.
    return false;
  }
}
