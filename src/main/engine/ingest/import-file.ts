import { AssayError, type ChannelName, channelOfKind, type RecordKind, type Signal } from "../../../contract/index.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine, Refused } from "../collector/quarantine.ts";
import { tooLong } from "../validator/schema-validator.ts";
import { BufferPool } from "./buffer-pool.ts";
import { batchesOf } from "./chunk-batches.ts";
import { type Chunk, openLines } from "./chunk-reader.ts";
import type { HashSet96 } from "./hash-set.ts";
import { type ImportReport, ReportBuilder } from "./import-report.ts";
import type { ChunkResult } from "./inspect-chunk.ts";
import { refusedOf } from "./refused-of.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface ImportParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Hashes of every line that is there, by channel; loaded on first use. */
  known(): Promise<ReadonlyMap<ChannelName, HashSet96>>;
  /** A collected sample that a person has demoted or edited since: importing it again must not bring it back. */
  isKnownImage(h0: number, h1: number, h2: number): boolean;
  /** The known hashes hold lines that are not there after all (a write failed). */
  forgetKnown(): void;
  /** Holds the import back while the index is behind. */
  room(): Promise<void>;
}

export interface ImportOptions {
  kind: RecordKind | "auto";
  keepDuplicates: boolean;
  signal?: Signal;
  /** Told after each chunk that is on disk. */
  onProgress?: (report: ImportReport) => void;
  /** What reports and quarantine call the file; its path when absent. */
  name?: string;
}

/**
 * Imports a file of lines: read ahead, inspect in as many threads as there are cores, then in order: leave duplicates out,
 * append the bytes as they are, fsync, feed the index. Memory is bounded by the chunks in flight, whatever the file's size.
 * @throws AssayError not_found, permission, refused (not a regular file), damaged (broken UTF-16), io (it shrank), disk_full.
 * What was accepted before stays.
 */
export async function importFile(parts: ImportParts, path: string, options: ImportOptions): Promise<ImportReport> {
  // One kind of buffer for what is read, another for rows: alike in size, and back in time.
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  const file = await openLines(path, 0, Number.POSITIVE_INFINITY, buffers.lines);
  const name = options.name ?? path;
  const report = new ReportBuilder(name, file.sizeBytes);
  try {
    const known = await parts.known();
    const job = new Job(parts, known, name, report, options, buffers);
    const ahead: { chunk: Chunk; bytes: number; result: Promise<ChunkResult> | null }[] = [];
    let bytesAhead = 0;
    const commitFirst = async () => {
      const first = ahead.shift();
      if (!first) return;
      bytesAhead -= first.bytes;
      if (first.chunk.type === "too_long") await job.refuseTooLong(first.chunk);
      else await job.commit(await (first.result as Promise<ChunkResult>));
      report.readBytes = first.chunk.readBytes;
      options.onProgress?.(report.read());
    };
    try {
      for await (const chunk of file.chunks()) {
        if (options.signal?.aborted) break;
        const { kind } = options;
        // Asked now: the bytes go to another thread.
        const bytes = chunk.type === "lines" ? chunk.bytes.length : 0;
        const result =
          chunk.type === "lines"
            ? parts.pool.inspect({ bytes: chunk.bytes, kind, strict: parts.strict, spare: buffers.rows.takeAny() })
            : null;
        // A failure is seen when its turn comes; until then it is not unhandled.
        result?.catch(() => {});
        ahead.push({ chunk, bytes, result });
        bytesAhead += bytes;
        while (ahead.length > parts.pool.size * 2 || (ahead.length > 1 && bytesAhead > mostBytesAhead)) await commitFirst();
      }
      while (ahead.length > 0 && !options.signal?.aborted) await commitFirst();
    } finally {
      await job.finish();
    }
    report.complete = !options.signal?.aborted;
    return report.read();
  } catch (thrown) {
    report.cutShort();
    options.onProgress?.(report.read());
    throw thrown instanceof AssayError && thrown.code === "disk_full" ? importAgain(thrown) : thrown;
  } finally {
    await file.close();
  }
}

/** Read, and not written yet: more chunks than usual fit into it, and only one or two of the longest lines. */
const mostBytesAhead = 24 * 1024 * 1024;

/** An import does not wait for space as a collector does: it ends, and says what to do. */
function importAgain({ code, message, where, cause }: AssayError): AssayError {
  const fix = "Free some space and import the file again; what was accepted is kept and counts as duplicate then.";
  return new AssayError(code, message, { fix, cause, ...(where === undefined ? {} : { where }) });
}

/** At most this much is written and not yet fsynced: enough to keep the disk busy, little enough to hold. */
const unsyncedBytes = 16 * 1024 * 1024;

interface Buffers {
  lines: BufferPool;
  rows: BufferPool;
}

class Job {
  readonly #parts: ImportParts;
  readonly #known: ReadonlyMap<ChannelName, HashSet96>;
  readonly #name: string;
  readonly #report: ReportBuilder;
  readonly #options: ImportOptions;
  readonly #buffers: Buffers;
  #writing = new Set<Promise<void>>();
  #writingBytes = 0;
  #failure: unknown = null;

  constructor(
    parts: ImportParts,
    known: ReadonlyMap<ChannelName, HashSet96>,
    name: string,
    report: ReportBuilder,
    options: ImportOptions,
    buffers: Buffers,
  ) {
    this.#buffers = buffers;
    this.#parts = parts;
    this.#known = known;
    this.#name = name;
    this.#report = report;
    this.#options = options;
  }

  async commit(chunk: ChunkResult): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#parts.room();
    const firstLine = this.#report.lines + 1;
    this.#refuseDisabled(chunk);
    const { batches, duplicates } = batchesOf(chunk, (channel) => this.#newcomersTo(channel), undefined, this.#buffers.rows);
    const refused = refusedOf(chunk, this.#name, firstLine);
    const writes = [
      this.#write(
        refused.reduce((sum, one) => sum + one.bytes.length, 0),
        this.#quarantine(refused),
      ),
    ];
    for (const { channel, kind, batch } of batches) {
      const target = this.#parts.channels.get(channel) as Channel;
      const written = target.commit(batch).then(() => {
        target.counters.countAccepted(batch.lines, batch.invalid);
        this.#report.accept(kind, batch.lines);
      });
      writes.push(this.#write(batch.bytes, written));
    }
    void Promise.all(writes).then(() => this.#buffers.lines.give(chunk.bytes.buffer));
    this.#report.lines += chunk.lines;
    this.#report.blank += chunk.blank;
    this.#report.duplicates += duplicates;
    while (this.#writingBytes > unsyncedBytes) await Promise.race(this.#writing);
    if (this.#failure) throw this.#failure;
  }

  async refuseTooLong(chunk: Chunk & { type: "too_long" }): Promise<void> {
    this.#report.lines++;
    const refused: Refused = {
      bytes: chunk.head,
      sizeBytes: chunk.sizeBytes,
      source: this.#name,
      lineNumber: this.#report.lines,
      kind: null,
      findings: [tooLong(chunk.sizeBytes)],
    };
    this.#write(chunk.head.length, this.#quarantine([refused]));
  }

  /** Waits until everything is on disk; throws what went wrong on the way. */
  async finish(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#failure) throw this.#failure;
  }

  /** Tells which lines of a channel are new, and remembers them. */
  #newcomersTo(channel: ChannelName): (h0: number, h1: number, h2: number) => boolean {
    const known = this.#known.get(channel);
    const { keepDuplicates } = this.#options;
    const counters = this.#parts.channels.get(channel)?.counters;
    const isSample = channel === "training_samples";
    return (h0, h1, h2) => {
      const fresh = known?.add(h0, h1, h2) ?? true;
      const isNew = keepDuplicates || (fresh && !(isSample && this.#parts.isKnownImage(h0, h1, h2)));
      if (!isNew && counters) counters.duplicates++;
      return isNew;
    };
  }

  /** Lines of a kind whose channel is switched off end the import before anything of their chunk is written. */
  #refuseDisabled(chunk: ChunkResult): void {
    for (const kind of Object.keys(chunk.tables) as RecordKind[]) {
      const channel = channelOfKind[kind];
      if (chunk.tables[kind].starts.length > 1 && !this.#parts.channels.has(channel)) {
        throw new AssayError("disabled", `${this.#name} holds ${kind} records, and the channel ${channel} is switched off.`, {
          where: `json_engine.output.channels.${channel}.enabled`,
          fix: "Switch the channel on in assay.config.json or in Settings, and import the file again.",
        });
      }
    }
  }

  async #quarantine(refused: readonly Refused[]): Promise<void> {
    await this.#parts.quarantine.add(refused);
    for (const { lineNumber, kind, findings } of refused) {
      this.#report.refuse(lineNumber ?? 0, findings);
      // A line of no known kind counts for executions: what was received is counted somewhere.
      this.#parts.channels.get(channelOfKind[kind ?? "engine_execution"])?.counters.countQuarantined(1);
    }
  }

  /** Counts a write under way. Resolves when it is over, one way or the other. */
  #write(bytes: number, work: Promise<void>): Promise<void> {
    this.#writingBytes += bytes;
    const done: Promise<void> = work
      .catch((thrown: unknown) => {
        if (!this.#failure) this.#parts.forgetKnown();
        this.#failure ??= thrown;
      })
      .finally(() => {
        this.#writing.delete(done);
        this.#writingBytes -= bytes;
      });
    this.#writing.add(done);
    return done;
  }
}
