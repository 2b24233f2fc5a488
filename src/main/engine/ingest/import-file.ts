import type { Stats } from "node:fs";
import { AssayError, type ChannelName, channelOfKind, type RecordKind, type Signal } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine, Refused } from "../collector/quarantine.ts";
import type { ChunkResult } from "../records/inspect-chunk.ts";
import { toJournalRequest } from "../records/inspect-chunk.ts";
import type { IsOwnWrite, LineHash } from "../records/line-hash.ts";
import type { LineHashSet } from "../records/line-hash-set.ts";
import { tooLong } from "../validator/schema-validator.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { batchesOf } from "./chunk-batches.ts";
import { type Chunk, openLines } from "./chunk-reader.ts";
import { containerError, containerHeadBytes, detectContainer } from "./container.ts";
import { type ImportReport, ReportBuilder } from "./import-report.ts";
import { inspectInPool } from "./inspect-job.ts";
import { refusedOf } from "./refused-of.ts";
import { isStillGrowing } from "./still-growing.ts";

export interface ImportParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Hashes of every line that is there, by channel; loaded on first use. */
  known(): Promise<ReadonlyMap<ChannelName, LineHashSet>>;
  /** A collected sample that a person has demoted or edited since: importing it again must not bring it back. */
  isOwnWrite: IsOwnWrite;
  /** The known hashes hold lines that are not there after all (a write failed). */
  forgetKnown(): void;
  /** Holds the import back while the index is behind. */
  waitForCapacity(): Promise<void>;
  /**
   * The channel whose journal the opened file is, null for a file from elsewhere.
   * @throws AssayError refused for another file that the workspace writes.
   */
  findOwnJournal(stats: Stats): Promise<ChannelName | null>;
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
 * Read is what the file holds when it is opened. The journal of a channel can be imported into its own workspace: then records of other
 * kinds in it go to their channels, and every other line is there already.
 * @throws AssayError not_found, permission, refused (not a regular file, a container, a file that the workspace writes), damaged (broken UTF-16), io (it shrank), disk_full.
 * What was accepted before stays.
 */
export async function importFile(parts: ImportParts, path: string, options: ImportOptions): Promise<ImportReport> {
  // One kind of buffer for what is read, another for rows: alike in size, and back in time.
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  const file = await openLines(path, 0, Number.POSITIVE_INFINITY, buffers.lines);
  const name = options.name ?? path;
  const report = new ReportBuilder(name, file.sizeBytes);
  try {
    const own = await parts.findOwnJournal(file.stats);
    if (own !== null && options.keepDuplicates) throw refuseToDouble(name);
    const head = own === null ? await file.head(containerHeadBytes) : null;
    const container = head && detectContainer(head, head.length === file.sizeBytes);
    if (container) throw containerError(container, name);
    const known = await parts.known();
    const job = new Job(parts, known, name, report, options, buffers, own);
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
        if (chunk.type === "too_long") await job.refuseTooLong(chunk);
        else if (result) {
          // Half a line that somebody is still writing: the next import finds all of it.
          const isHalf = chunk.unterminated && result.refused.length > 0 && (await isStillGrowing(file));
          if (isHalf) report.partialLastLineBytes = bytes - 1;
          else await job.commit(result);
        }
        report.readBytes = chunk.readBytes;
        options.onProgress?.(report.read());
      }
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

function refuseToDouble(name: string): AssayError {
  return new AssayError(
    "refused",
    `${name} is a journal of this workspace: with duplicates kept, each of its records would be there twice.`,
    {
      fix: "Leave out --keep-duplicates; then records of other kinds in it go to their channels, and nothing else changes.",
      where: name,
    },
  );
}

/** Read and not committed yet: more than the usual chunks of all threads, and only two of the longest lines. */
const maxBytesAhead = 24 * 1024 * 1024;

/** An import does not wait for space as a collector does: it ends, and says what to do. */
function importAgain({ code, message, where, cause }: AssayError): AssayError {
  const fix = "Free some space and import the file again; what was accepted is kept and counts as duplicate then.";
  return new AssayError(code, message, { fix, cause, ...(where === undefined ? {} : { where }) });
}

/** At most this much is written and not yet fsynced: enough to keep the disk busy, little enough to hold. */
const maxUnsyncedBytes = 16 * 1024 * 1024;

interface Buffers {
  lines: BufferPool;
  rows: BufferPool;
}

class Job {
  readonly #parts: ImportParts;
  readonly #known: ReadonlyMap<ChannelName, LineHashSet>;
  readonly #name: string;
  readonly #report: ReportBuilder;
  readonly #options: ImportOptions;
  readonly #buffers: Buffers;
  /** The channel whose journal is imported into its own workspace. */
  readonly #own: ChannelName | null;
  #writing = new Set<Promise<void>>();
  #unsyncedBytes = 0;
  readonly #unsynced = new Capacity(() => this.#unsyncedBytes <= maxUnsyncedBytes);
  #failure: unknown = null;

  constructor(
    parts: ImportParts,
    known: ReadonlyMap<ChannelName, LineHashSet>,
    name: string,
    report: ReportBuilder,
    options: ImportOptions,
    buffers: Buffers,
    own: ChannelName | null,
  ) {
    this.#own = own;
    this.#buffers = buffers;
    this.#parts = parts;
    this.#known = known;
    this.#name = name;
    this.#report = report;
    this.#options = options;
  }

  async commit(chunk: ChunkResult): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#parts.waitForCapacity();
    const firstLine = this.#report.lines + 1;
    this.#refuseDisabled(chunk);
    const { batches, duplicates } = batchesOf(chunk, (channel) => this.#newcomersTo(channel), undefined, this.#buffers.rows);
    // A line that is refused in an own journal stays where it is; in quarantine it would be there twice.
    const refused = this.#own === null ? refusedOf(chunk, this.#name, firstLine) : [];
    if (this.#own !== null) this.#report.duplicates += chunk.refused.length;
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
    await this.#unsynced.available();
    if (this.#failure) throw this.#failure;
  }

  async refuseTooLong(chunk: Chunk & { type: "too_long" }): Promise<void> {
    this.#report.lines++;
    if (this.#own !== null) {
      this.#report.duplicates++;
      return;
    }
    const refused: Refused = {
      bytes: chunk.head,
      sizeBytes: chunk.sizeBytes,
      source: this.#name,
      lineNumber: this.#report.lines,
      kind: null,
      findings: [chunk.finding ?? tooLong(chunk.sizeBytes)],
    };
    this.#write(chunk.head.length, this.#quarantine([refused]));
  }

  /** Waits until everything is on disk; throws what went wrong on the way. */
  async finish(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#failure) throw this.#failure;
  }

  /** Tells which lines of a channel are new, and remembers them. */
  #newcomersTo(channel: ChannelName): (hash: LineHash) => boolean {
    const { keepDuplicates, kind } = this.#options;
    if (this.#own !== null && (channel === this.#own || (kind !== "auto" && channel !== channelOfKind[kind]))) return () => false;
    const known = this.#known.get(channel);
    const counters = this.#parts.channels.get(channel)?.counters;
    const isSample = channel === "training_samples";
    return (hash) => {
      const fresh = known?.add(hash) ?? true;
      const isNew = keepDuplicates || (fresh && !(isSample && this.#parts.isOwnWrite(hash)));
      if (!isNew && counters) counters.duplicates++;
      return isNew;
    };
  }

  /** Lines of a kind whose channel is switched off end the import before anything of their chunk is written. */
  #refuseDisabled(chunk: ChunkResult): void {
    for (const kind of Object.keys(chunk.tables) as RecordKind[]) {
      const channel = channelOfKind[kind];
      if (channel === this.#own) continue;
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
    this.#unsyncedBytes += bytes;
    const done: Promise<void> = work
      .catch((thrown: unknown) => {
        if (!this.#failure) this.#parts.forgetKnown();
        this.#failure ??= thrown;
      })
      .finally(() => {
        this.#writing.delete(done);
        this.#unsyncedBytes -= bytes;
        this.#unsynced.changed();
      });
    this.#writing.add(done);
    return done;
  }
}
