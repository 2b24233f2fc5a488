import type { Stats } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { AssayError, RecordKind, Signal } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import { type Channel, writeRetryMs } from "../collector/channel.ts";
import type { Quarantine, RejectedLine } from "../collector/quarantine.ts";
import { retriedByItself } from "../files/io-error.ts";
import type { Batch } from "../records/batch.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import type { LineHash } from "../records/line-hash.ts";
import { tooLong } from "../validator/schema-validator.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Chunk } from "./chunk.ts";
import { toBatches, toRejectedLines } from "./chunk-batches.ts";
import type { ImportBuffers } from "./import-options.ts";

export interface StreamParts {
  channel: Channel | undefined;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Called with the hash of each accepted line, so that an import recognises it as a duplicate. */
  remember(hash: LineHash): void;
  /** Waits while too much is queued for the index. */
  waitForCapacity(): Promise<void>;
  /** Called with the error when writing starts to fail, and with null when it works again. */
  onProblem(error: AssayError | null): void;
}

export interface StreamOptions {
  kind: RecordKind;
  /** Ends reading; whole lines that had arrived by then are still written. */
  signal: Signal;
  /** Stats of the file behind the stream, when there is one: a file that the workspace writes is refused. */
  file?: Stats | undefined;
  /** What was taken of it before: its lines are counted with these, and numbered behind them. */
  before?: (StreamCounts & { inputLines: number }) | undefined;
  /** Called whenever more lines are on disk, with how many of the first lines are: without blank ones, and with them. */
  onDurable?: (lines: number, inputLines: number) => void | Promise<void>;
  /** Called with the error when writing starts to fail (it is retried), and with null when it works again. */
  onProblem?: (error: AssayError | null) => void;
}

export interface StreamCounts {
  lines: number;
  accepted: number;
  quarantined: number;
}

/** Attempts at a write once the stream has ended. A full disk is retried without limit. */
const maxFinalAttempts = 6;

/** Chunks handed to the journal and not on disk yet, at most: those that come while the disk works on some share its next fsync. */
const maxWriting = 64;
const maxWritingBytes = 8 * 1024 * 1024;

/** A batch handed to the journal. `write`, the first time, is the write that is under way by then; after that another one. */
interface Begun {
  lines: number;
  write: () => Promise<void>;
}

interface WriterParts extends StreamParts {
  /** Where buffers go once they are written. */
  buffers: ImportBuffers;
}

/** Writes the chunks of one stream in order, retries what fails, and says what is durable. */
export class StreamWriter {
  readonly counts: StreamCounts;
  readonly #parts: WriterParts;
  readonly #channel: Channel;
  readonly #options: StreamOptions;
  readonly #space = new Capacity(() => (this.#writing < maxWriting && this.#writingBytes < maxWritingBytes) || this.#isBroken);
  /** Lines read, with blank ones; and those of which everything before is on disk. */
  #physicalLines: number;
  #inputLines: number;
  #ended: boolean;
  #retry = new AbortController();
  /** Settles when every chunk so far is written, or given up. */
  #last: Promise<void> = Promise.resolve();
  #writing = 0;
  #writingBytes = 0;
  /** Failures of the journal before the chunks that are being written. */
  #failures = 0;
  #isBroken = false;
  readonly #onBroken: () => void;
  /** Why writing gave up. */
  failure: AssayError | null = null;
  /** Lines that were read and not written. */
  notWritten = 0;

  /** @param onBroken called when whoever is told about durable lines fails; `done` says how. */
  constructor(parts: WriterParts, channel: Channel, options: StreamOptions, onBroken: () => void) {
    this.#parts = parts;
    this.#channel = channel;
    this.#options = options;
    this.#onBroken = onBroken;
    const { lines = 0, accepted = 0, quarantined = 0, inputLines = 0 } = options.before ?? {};
    this.counts = { lines, accepted, quarantined };
    this.#physicalLines = inputLines;
    this.#inputLines = inputLines;
    // Behind a file no producer waits, as one does behind a pipe.
    this.#ended = options.file !== undefined;
  }

  /** From now on a failing write gets only a few more attempts. */
  streamEnded(): void {
    this.#ended = true;
    this.#retry.abort();
  }

  /** Resolves when everything is on disk, counted and told, or given up. @throws what `onDurable` throws. */
  done(): Promise<void> {
    return this.#last;
  }

  /** Hands a chunk to the journal; resolves when the next one may come. They are written, counted and told in the order of the calls. */
  async write(chunk: ChunkResult): Promise<void> {
    await this.#parts.waitForCapacity();
    const lines = chunk.lines - chunk.blank;
    let left = lines;
    if (chunk.rejected.length > 0) {
      await this.#settle();
      if (await this.#quarantine(toRejectedLines(chunk, "collect", this.#physicalLines + 1))) left -= chunk.rejected.length;
    }
    // What follows a write that failed must not get into the journal before it is written after all. From here to the journal nothing waits.
    while (this.#channel.journal.failures !== this.#failures || this.#isBroken) await this.#settle();
    const keep = () => (hash: LineHash) => {
      this.#parts.remember(hash);
      return true;
    };
    const batches = this.failure ? [] : toBatches(chunk, keep, undefined, this.#parts.buffers.rows).batches;
    const begun = batches.map(({ batch }) => this.#begin(batch));
    this.#physicalLines += chunk.lines;
    const bytes = batches.reduce((sum, { batch }) => sum + batch.bytes, 0);
    this.#writing++;
    this.#writingBytes += bytes;
    this.#last = this.#finish(this.#last, begun, { physical: chunk.lines, lines, left }).finally(() => {
      // After a failure nobody needs it, and the journal may still hold it.
      if (!this.failure) this.#parts.buffers.lines.give(chunk.bytes.buffer);
      this.#writing--;
      this.#writingBytes -= bytes;
      this.#space.changed();
    });
    this.#last.catch(() => {
      this.#isBroken = true;
      this.#space.changed();
      this.#onBroken();
    });
    await this.#space.available();
  }

  /** Resolves when nothing is being written. @throws as `done`. */
  async #settle(): Promise<void> {
    await this.#last;
    this.#failures = this.#channel.journal.failures;
  }

  #begin(batch: Batch): Begun {
    this.#channel.counters.countAccepted(batch.lines, batch.invalid);
    const commit = () => this.#channel.commit(batch);
    let begun: Promise<void> | null = commit();
    // It failed with the one before it, which is written by the time that it is this one's turn.
    begun.catch(() => {
      begun = null;
    });
    const write = () => {
      const one = begun ?? commit();
      begun = null;
      return one;
    };
    return { lines: batch.lines, write };
  }

  async #finish(
    before: Promise<void>,
    begun: readonly Begun[],
    { physical, lines, left }: { physical: number; lines: number; left: number },
  ): Promise<void> {
    await before;
    for (const batch of begun) {
      if (!(await this.#untilWritten(batch.write))) continue;
      this.counts.accepted += batch.lines;
      left -= batch.lines;
    }
    this.notWritten += left;
    this.#inputLines += physical;
    if (left === 0) await this.#count(lines);
  }

  async refuseTooLong({ head, sizeBytes }: Chunk & { type: "too_long" }): Promise<void> {
    await this.#settle();
    this.#physicalLines++;
    this.#inputLines++;
    const { kind } = this.#options;
    const written = await this.#quarantine([
      { bytes: head, sizeBytes, source: "collect", lineNumber: this.#physicalLines, kind, findings: [tooLong(sizeBytes)] },
    ]);
    if (written) await this.#count(1);
    else this.notWritten++;
  }

  /** @returns whether they are in quarantine. */
  async #quarantine(rejected: readonly RejectedLine[]): Promise<boolean> {
    if (rejected.length === 0) return true;
    if (!(await this.#untilWritten(() => this.#parts.quarantine.add(rejected)))) return false;
    this.#channel.counters.countQuarantined(rejected.length);
    this.counts.quarantined += rejected.length;
    return true;
  }

  async #count(lines: number): Promise<void> {
    this.counts.lines += lines;
    if (lines > 0) await this.#options.onDurable?.(this.counts.lines, this.#inputLines);
  }

  #problem(error: AssayError | null): void {
    this.#parts.onProblem(error);
    this.#options.onProblem?.(error);
  }

  /** Retries until it succeeds. @returns false when it gave up; `failure` says why. */
  async #untilWritten(write: () => Promise<void>): Promise<boolean> {
    if (this.failure) return false;
    let attemptsLeft = maxFinalAttempts;
    for (let isFailing = false; ; isFailing = true) {
      try {
        await write();
        if (isFailing) this.#problem(null);
        return true;
      } catch (thrown) {
        const error = thrown as AssayError;
        if (!isFailing) this.#problem(retriedByItself(error));
        const mayGiveUp = error.code !== "disk_full" && (this.#ended || (await this.#channel.journal.isReplaced()));
        if (mayGiveUp && --attemptsLeft <= 0) {
          this.failure = error;
          return false;
        }
        await this.#waitToRetry();
      }
    }
  }

  /** Cut short when the stream ends meanwhile. */
  async #waitToRetry(): Promise<void> {
    this.#retry = new AbortController();
    await delay(writeRetryMs, undefined, { signal: this.#retry.signal }).catch(() => {});
  }
}
