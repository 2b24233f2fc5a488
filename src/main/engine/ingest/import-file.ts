import { setTimeout as delay } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { toJournalRequest } from "../records/inspect-chunk.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import { type Chunk, type OpenedFile, openLines } from "./chunk-reader.ts";
import { containerError, containerHeadBytes, detectContainer } from "./container.ts";
import { type ImportReport, ReportBuilder } from "./import-report.ts";
import { type ImportOptions, type ImportParts, ImportWriter } from "./import-writer.ts";
import { inspectInPool } from "./inspect-job.ts";

/** Bytes read and not committed yet: more than the usual chunks of all threads, and only two of the longest lines. */
const maxBytesAhead = 24 * 1024 * 1024;

/**
 * Imports a file of lines: reads ahead, inspects chunks in as many threads as there are cores, then, in order, leaves out
 * duplicates, appends the bytes unchanged, fsyncs and feeds the index. Memory is bounded by the chunks in flight, whatever the
 * file's size. Lines appended after the file was opened are not read. A workspace's own journal can be imported into it: then
 * records of other kinds in it go to their channels; all other lines count as duplicates.
 * @throws AssayError not_found, permission, refused (not a regular file, a container, a file that the workspace writes),
 * damaged (broken UTF-16), io (the file shrank), disk_full. What was accepted before stays.
 */
export async function importFile(parts: ImportParts, path: string, options: ImportOptions): Promise<ImportReport> {
  // Separate pools for lines and rows, so that the buffers of each are alike in size.
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  const file = await openLines(path, 0, Number.POSITIVE_INFINITY, buffers.lines);
  const name = options.name ?? path;
  const report = new ReportBuilder(name, file.sizeBytes);
  try {
    const own = await parts.findOwnJournal(file.stats);
    if (own !== null && options.keepDuplicates) throw wouldDuplicate(name);
    const head = own === null ? await file.head(containerHeadBytes) : null;
    const container = head && detectContainer(head, head.length === file.sizeBytes);
    if (container) throw containerError(container, name);
    const known = await parts.known();
    const writer = new ImportWriter({ parts, known, name, report, options, buffers, own });
    const inspect = (chunk: Chunk) => {
      if (chunk.type === "too_long") return null;
      const request =
        own === null ? { bytes: chunk.bytes, kind: options.kind, strict: parts.strict } : toJournalRequest(chunk.bytes, own, parts.strict);
      return inspectInPool(parts.pool, { ...request, spare: buffers.rows.takeAny() });
    };
    const inspected = orderedAhead(file.chunks(), inspect, {
      maxItems: parts.pool.size * 2 + 1,
      maxBytes: maxBytesAhead,
      bytesOf: (chunk) => (chunk.type === "lines" ? chunk.bytes.length : 0),
      signal: options.signal,
    });
    try {
      for await (const { item: chunk, bytes, result } of inspected) {
        if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
        else if (result) {
          // Half a line that somebody is still writing: the next import finds all of it.
          const isHalf = chunk.unterminated && result.rejected.length > 0 && (await isStillGrowing(file));
          if (isHalf) report.partialLastLineBytes = bytes - 1;
          else await writer.commit(result);
        }
        report.readBytes = chunk.readBytes;
        options.onProgress?.(report.read());
      }
    } finally {
      await writer.finish();
    }
    report.complete = !options.signal?.aborted;
    return report.read();
  } catch (thrown) {
    report.cutShort();
    options.onProgress?.(report.read());
    throw thrown instanceof AssayError && thrown.code === "disk_full" ? withImportFix(thrown) : thrown;
  } finally {
    await file.close();
  }
}

function wouldDuplicate(name: string): AssayError {
  return new AssayError(
    "refused",
    `${name} is a journal of this workspace: with duplicates kept, each of its records would be there twice.`,
    {
      fix: "Leave out --keep-duplicates; then records of other kinds in it go to their channels, and nothing else changes.",
      where: name,
    },
  );
}

/** Unlike a collector, an import does not wait for space: it ends and says what to do. */
function withImportFix({ code, message, where, cause }: AssayError): AssayError {
  const fix = "Free some space and import the file again; what was accepted is kept and counts as duplicate then.";
  return new AssayError(code, message, { fix, cause, ...(where === undefined ? {} : { where }) });
}

/** A file that was not written to for this long is finished. */
const recentMs = 10_000;
const maxChecks = 5;
const betweenChecksMs = 100;

/**
 * Whether somebody is appending to an open file. One that was written to a moment ago is watched for half a second: a log that
 * grows line by line shows it in that time, and only files that end in half a line are asked about.
 */
async function isStillGrowing(file: OpenedFile): Promise<boolean> {
  for (let i = 0; ; i++) {
    if (await file.hasGrown()) return true;
    if (i === maxChecks || Date.now() - file.stats.mtimeMs > recentMs) return false;
    await delay(betweenChecksMs);
  }
}
