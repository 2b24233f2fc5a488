import type { AssayError, ChannelName } from "../../../contract/index.ts";
import type { Journal } from "../files/journal.ts";
import type { Batch, OnDurable } from "../records/batch.ts";
import { writeOffset } from "../records/csv-row.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { Counters } from "./counters.ts";

/** One accepted line that waits in a channel's buffer. */
export interface Buffered {
  /** With its newline. */
  line: Buffer;
  row: Buffer;
  candidates: Buffer[];
  facts: ExecutionFacts | null;
  settle: (error: AssayError | null) => void;
}

export interface ChannelOptions {
  name: ChannelName;
  journal: Journal;
  bufferSize: number;
  autoFlushSeconds: number;
  onDurable: OnDurable;
  /** Told once when writing starts to fail (with the error) and once when it works again (null). */
  onTrouble: (channel: ChannelName, error: AssayError | null) => void;
}

/** Producers wait once this many buffers' worth of records are held: bounded, and nothing is dropped. */
const buffersHeld = 4;
const retryMs = 500;

/**
 * One JSONL file with its buffer: flushes by size, by interval, on demand and at the end. When the disk refuses, the
 * buffer is kept, producers wait, and writing is tried again until it works.
 */
export class Channel {
  readonly name: ChannelName;
  readonly journal: Journal;
  readonly counters = new Counters();
  readonly bufferSize: number;
  readonly #options: ChannelOptions;
  #buffer: Buffered[] = [];
  #inFlight = 0;
  #flushing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #roomWaiters: (() => void)[] = [];
  #trouble = false;
  /** Why the newest write failed; null when it did not. */
  #lastError: AssayError | null = null;
  #closed = false;
  #wakeRetry: (() => void) | null = null;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.name = options.name;
    this.journal = options.journal;
    this.bufferSize = options.bufferSize;
  }

  /** Records accepted and not yet on disk. */
  get buffered(): number {
    return this.#buffer.length + this.#inFlight;
  }

  /** Resolves when the buffer takes another record. */
  async room(): Promise<void> {
    while (this.buffered >= this.bufferSize * buffersHeld && !this.#closed) {
      this.#startFlush();
      await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
    }
  }

  /** Takes an accepted line. Call `room` first. */
  push(record: Buffered): void {
    this.#buffer.push(record);
    if (this.#buffer.length >= this.bufferSize) this.#startFlush();
    else this.#timer ??= setTimeout(() => this.#startFlush(), this.#options.autoFlushSeconds * 1000);
  }

  /**
   * Writes whatever is buffered now; resolves when it is fsynced.
   * @throws AssayError of the first write that failed; the records stay buffered and are tried again.
   */
  async flush(): Promise<void> {
    while (this.buffered > 0) {
      this.#wakeRetry?.();
      await (this.#flushing ?? this.#startFlush());
      if (this.#lastError) throw this.#lastError;
    }
  }

  /** Writes a prepared batch (an import's) through the same journal. Resolves when fsynced and handed to the index. */
  async commit(batch: Batch): Promise<void> {
    this.#landed(batch, await this.journal.append(batch.parts).durable);
  }

  /** Flushes and stops. What cannot be written is reported to its producers. */
  async close(): Promise<void> {
    let failure: AssayError | null = null;
    try {
      await this.flush();
    } catch (thrown) {
      failure = thrown as AssayError;
    }
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#wakeRetry?.();
    for (const record of this.#buffer.splice(0)) record.settle(failure);
    this.#letIn();
    await this.journal.close();
    if (failure) throw failure;
  }

  #startFlush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing ??= this.#drain().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #drain(): Promise<void> {
    while (this.#buffer.length > 0 && !this.#closed) {
      const records = this.#buffer;
      this.#buffer = [];
      this.#inFlight = records.length;
      const batch = batchOf(records);
      const { durable } = this.journal.append(batch.parts);
      try {
        const offset = await durable;
        this.#inFlight = 0;
        this.#lastError = null;
        this.#landed(batch, offset);
        for (const record of records) record.settle(null);
        if (this.#trouble) this.#options.onTrouble(this.name, null);
        this.#trouble = false;
        this.#letIn();
      } catch (thrown) {
        this.#buffer = [...records, ...this.#buffer];
        this.#inFlight = 0;
        this.#lastError = thrown as AssayError;
        if (!this.#trouble) this.#options.onTrouble(this.name, this.#lastError);
        this.#trouble = true;
        this.#retryLater();
        return;
      }
    }
  }

  #retryLater(): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#wakeRetry = null;
      this.#startFlush();
    }, retryMs);
    this.#wakeRetry = () => clearTimeout(timer);
  }

  #landed(batch: Batch, offset: number): void {
    batch.place(offset);
    this.counters.countFlush(batch.lines, batch.bytes, this.journal.lastFlushMs);
    this.#options.onDurable(batch, { fromOffset: offset, toOffset: offset + batch.bytes });
  }

  #letIn(): void {
    for (const resolve of this.#roomWaiters.splice(0)) resolve();
  }
}

function batchOf(records: readonly Buffered[]): Batch {
  const parts = records.map((record) => record.line);
  return {
    parts,
    lines: records.length,
    bytes: parts.reduce((sum, part) => sum + part.length, 0),
    invalid: 0,
    place: (offset) => {
      let at = offset;
      for (const record of records) {
        writeOffset(record.row, 0, at);
        for (const candidate of record.candidates) writeOffset(candidate, 0, at);
        at += record.line.length;
      }
    },
    rows: records.map((record) => record.row),
    candidateRows: records.flatMap((record) => record.candidates),
    longestRowBytes: records.reduce((most, { row, candidates }) => Math.max(most, row.length, ...candidates.map((one) => one.length)), 0),
    facts: () => records.flatMap((record) => (record.facts ? [record.facts] : [])),
  };
}
