import { setTimeout as delay } from "node:timers/promises";
import type { ChannelName, RecordKind } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import { type KnownLines, toJournalRequest } from "../records/inspect-chunk.ts";
import type { Chunk } from "./chunk.ts";
import type { OpenedFile } from "./chunk-reader.ts";
import type { ImportBuffers, ImportOptions, ImportParts } from "./import-options.ts";
import type { ReportBuilder } from "./import-report.ts";
import type { ImportWriter } from "./import-writer.ts";
import { inspectInPool } from "./inspect-job.ts";
import type { KnownChunks } from "./known-chunks.ts";

/** Bytes read and not committed yet: more than the usual chunks of all threads, and only two of the longest lines. */
export const maxBytesAhead = 24 * 1024 * 1024;

/** What is read: a file that was opened, or the next lines of one that is followed. */
export type LinesToRead = Pick<OpenedFile, "sizeBytes" | "hasGrown" | "chunks" | "table" | "setAside"> & {
  stats: Pick<OpenedFile["stats"], "mtimeMs">;
};

export interface LinesImport {
  parts: ImportParts;
  file: LinesToRead;
  writer: ImportWriter;
  report: ReportBuilder;
  options: ImportOptions;
  buffers: ImportBuffers;
  /** Loads what the writer knows, and gives lines in the journals for the threads to leave out. Default: the writer alone finds duplicates. */
  known?: (() => Promise<readonly KnownLines[]>) | undefined;
  /** Recognises chunks that are in a journal. Default: none is. */
  knownChunks?: KnownChunks | undefined;
  /** Shows how far reading is, from 0 to 1. */
  onRead(share: number): void;
}

/** Imports lines that are records of ours. @param own the channel whose journal the file is; null for a file from elsewhere. */
export async function importLines(
  { parts, file, writer, report, options, buffers, known, knownChunks, onRead }: LinesImport,
  own: ChannelName | null,
): Promise<void> {
  const inspect = async (chunk: Compared) => {
    if (chunk.type !== "lines") return null;
    const knownLines = await known?.();
    const request =
      own === null
        ? { bytes: chunk.bytes, kind: options.kind, strict: parts.strict, known: knownLines }
        : toJournalRequest(chunk.bytes, own, parts.strict);
    return inspectInPool(parts.pool, { ...request, spare: buffers.rows.take(chunk.bytes.length >> 1) });
  };
  const chunks = knownChunks ? compare(file.chunks(), knownChunks, buffers) : file.chunks();
  const inspected = orderedAhead<Compared, ChunkResult | null>(chunks, inspect, {
    maxItems: parts.pool.size * 2 + 1,
    maxBytes: maxBytesAhead,
    bytesOf: (chunk) => (chunk.type === "lines" ? chunk.bytes.length : 0),
    signal: options.signal,
  });
  for await (const { item: chunk, bytes, result } of inspected) {
    if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
    else if (chunk.type === "known") await writer.commitKnown(chunk.kind, chunk.lines);
    else if (result) {
      // Half a line that somebody is still writing: the next import finds all of it.
      const isHalf = chunk.unterminated && result.rejected.length > 0 && (await isStillGrowing(file));
      if (isHalf) report.partialLastLineBytes = bytes - 1;
      else await writer.commit(result);
    }
    onRead(file.sizeBytes === 0 ? 1 : chunk.readBytes / file.sizeBytes);
  }
}

/** Lines that a journal holds as they are. */
interface KnownChunk {
  type: "known";
  kind: RecordKind;
  lines: number;
  readBytes: number;
}

type Compared = Chunk | KnownChunk;

/** Chunks, with only their counts where a journal holds them. */
async function* compare(chunks: AsyncIterable<Chunk>, known: KnownChunks, buffers: ImportBuffers): AsyncGenerator<Compared> {
  for await (const chunk of chunks) {
    const counted = chunk.type === "lines" && !chunk.unterminated ? await known.count(chunk.bytes) : null;
    if (counted === null || chunk.type !== "lines") yield chunk;
    else {
      buffers.lines.give(chunk.bytes.buffer);
      yield { type: "known", ...counted, readBytes: chunk.readBytes };
    }
  }
}

/** A file that was not written to for this long is finished. */
const recentMs = 10_000;
const maxChecks = 5;
const betweenChecksMs = 100;

/**
 * Whether somebody is appending to an open file. One that was written to a moment ago is watched for half a second: a log that
 * grows line by line shows it in that time, and only files that end in half a line are asked about.
 */
async function isStillGrowing(file: LinesToRead): Promise<boolean> {
  for (let i = 0; ; i++) {
    if (await file.hasGrown()) return true;
    if (i === maxChecks || Date.now() - file.stats.mtimeMs > recentMs) return false;
    await delay(betweenChecksMs);
  }
}
