import { isUtf8 } from "node:buffer";
import type { ChannelName, RecordKind } from "../../../contract/index.ts";
import { carriageReturn, newline, recordEnd, recordStart } from "../lines/line-bytes.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { ChunkColumns } from "./chunk-columns.ts";
import type { ChunkResult } from "./chunk-result.ts";
import { shortLineBytes } from "./indexed-texts.ts";
import { inspectLine } from "./inspect-line.ts";
import { kindOfChannel } from "./kinds.ts";
import { hashLine, type LineHash } from "./line-hash.ts";
import { SharedHashes } from "./line-hash-set.ts";
import { PlainExecutions } from "./plain/plain-executions.ts";

export interface KnownLines {
  kind: RecordKind;
  memory: readonly SharedArrayBuffer[];
}

/** The request to a worker: whole lines, the last one with its newline too. */
export interface ChunkRequest {
  bytes: Uint8Array<ArrayBuffer>;
  kind: RecordKind | "auto";
  strict: boolean;
  /** Whether a valid record of another kind is reported as what it is; otherwise it is refused like any line that is not of `kind`. */
  routesKinds?: boolean;
  /** Whether the records were converted, so that duplicates are told by their source and not by their bytes. */
  converted?: boolean;
  /** Lines in the journals, as `LineHashSet.share` gives them: they are only counted, since they were accepted by the same rules. */
  known?: readonly KnownLines[] | undefined;
  /** A buffer to reuse for the rows of executions. */
  spare?: ArrayBuffer | undefined;
}

/**
 * How a journal's lines are read back: by the rules for incoming lines. Valid records of another kind are reported as what they are. Of
 * the rest, strict validation accepts valid records of the channel's kind, and lenient validation any object.
 */
export function toJournalRequest(bytes: Uint8Array<ArrayBuffer>, channel: ChannelName, strict: boolean): ChunkRequest {
  return { bytes, kind: kindOfChannel[channel], strict, routesKinds: true };
}

const space = 32;
const tab = 9;

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false;
  }
  return true;
}

interface KnownHashes {
  kind: RecordKind;
  hashes: SharedHashes;
}

/** The first whose hashes hold this one. */
function findKnown(known: readonly KnownHashes[], hash: LineHash): KnownHashes | undefined {
  for (const one of known) if (one.hashes.has(hash)) return one;
  return undefined;
}

const plainExecutions = new PlainExecutions();

/** Splits, validates, hashes and encodes every line of a chunk. Pure, except that it compacts `request.bytes` in place. */
export function inspectChunk(validator: SchemaValidator, request: ChunkRequest): ChunkResult {
  const bytes = Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.length);
  // Once for all lines: in UTF-8 a newline byte is never part of another character.
  const isValidUtf8 = isUtf8(bytes);
  const plain = isValidUtf8 && (request.kind === "auto" || request.kind === "engine_execution") ? plainExecutions : null;
  const columns = new ChunkColumns({
    bytes: bytes.length,
    converted: request.converted ?? false,
    rows: request.spare ?? (plain ? new ArrayBuffer(bytes.length) : undefined),
    executions: plain ? undefined : 8,
  });
  const known = request.known?.map(({ kind, memory }) => ({ kind, hashes: new SharedHashes(memory) }));
  let blank = 0;
  let lines = 0;
  let to = 0;

  for (let at = 0; at < bytes.length; lines++) {
    const lineEnd = bytes.indexOf(newline, at);
    const stop = lineEnd < 0 ? bytes.length : lineEnd;
    const from = recordStart(bytes, at, stop);
    const end = recordEnd(bytes, from, stop);
    at = stop + 1;
    if (isBlank(bytes, from, end)) {
      blank++;
      continue;
    }
    const length = end - from;
    let hash: LineHash | null = null;
    if (known) {
      hash = hashLine(bytes.subarray(from, end));
      const there = findKnown(known, hash);
      if (there) {
        columns.countKnown(there.kind);
        continue;
      }
    }
    if (to !== from) bytes.copyWithin(to, from, end);
    const start = to;
    columns.place(start, start + length, from, lines);
    to = start + length;
    bytes[to++] = newline;
    const line = bytes.subarray(start, start + length);

    // The row of a longer line holds heads of its texts, which this path does not write.
    if (plain !== null && length <= shortLineBytes && plain.see(bytes, start, start + length)) {
      columns.takePlain(plain, bytes, length, hash ?? hashLine(line), plain.sourceKey);
      continue;
    }
    columns.take(inspectLine(validator, line, request, isValidUtf8 ? true : undefined));
  }
  return columns.finish(request.bytes.subarray(0, to), lines, blank);
}
