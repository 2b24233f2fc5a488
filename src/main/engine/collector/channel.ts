import type { AssayError, ChannelName } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import { retriedByItself } from "../files/io-error.ts";
import type { Journal } from "../files/journal.ts";
import type { Batch, OnDurable } from "../records/batch.ts";
import { writeOffset } from "../records/csv-row.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { Counters } from "./counters.ts";

/** An accepted line in a channel's buffer. */
export interface BufferedLine {
  /** With its newline. */
  line: Buffer;
  row: Buffer;
  candidates: Buffer[];
  facts: ExecutionFacts | null;
  /** Called once the line is fsynced, or with the error when the channel closes without having written it. */
  onWritten: (error: AssayError | null) => void;
}

export interface ChannelOptions {
  name: ChannelName;
  journal: Journal;
  bufferSize: number;
  autoFlushSeconds: number;
  onDurable: OnDurable;
  /** Called with the error when writing starts to fail, and with null when it works again. */
  onProblem: (channel: ChannelName, error: AssayError | null) => void;
}

/** Producers wait while this many buffers' worth of records are not on disk yet. */
const maxBuffersHeld = 4;
/** How long a failed write waits before the next try. */
export const writeRetryMs = 500;

/**
 * A JSONL file with a buffer, flushed by size, by interval, on demand and on close. When a write fails, the buffer is kept,
 * producers wait, and the write is retried until it works. Nothing is dropped.
 */
export class Channel {
  readonly name: ChannelName;
  readonly journal: Journal;
  readonly counters = new Counters();
  readonly bufferSize: number;
  readonly #options: ChannelOptions;
  readonly #capacity = new Capacity(() => this.buffered < this.bufferSize * maxBuffersHeld || this.#closed);
  #buffer: BufferedLine[] = [];
  #inFlight = 0;
  #flushing: Promise<void> | null = null;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Why the latest write failed; null when it succeeded. */
  #lastError: AssayError | null = null;
  #closed = false;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.name = options.name;
    this.journal = options.journal;
    this.bufferSize = options.bufferSize;
  }

  /** Records accepted and not on disk yet. */
  get buffered(): number {
    return this.#buffer.length + this.#inFlight;
  }

  /** Resolves when the buffer takes another record. */
  waitForCapacity(): Promise<void> {
    if (this.buffered >= this.bufferSize * maxBuffersHeld) this.#startFlush();
    return this.#capacity.available();
  }

  /** Takes an accepted line. Call `waitForCapacity` first. */
  push(record: BufferedLine): void {
    this.#buffer.push(record);
    if (this.#buffer.length >= this.bufferSize) this.#startFlush();
    else this.#flushTimer ??= setTimeout(() => this.#startFlush(), this.#options.autoFlushSeconds * 1000);
  }

  /**
   * Writes everything buffered; resolves when it is fsynced.
   * @throws AssayError of the first write that fails; the records stay buffered and are retried.
   */
  async flush(): Promise<void> {
    while (this.buffered > 0) {
      clearTimeout(this.#retryTimer);
      await (this.#flushing ?? this.#startFlush());
      if (this.#lastError) throw this.#lastError;
    }
  }

  /** Writes a prepared batch, past the buffer. Resolves when it is fsynced and handed to the index. */
  async commit(batch: Batch): Promise<void> {
    this.#landed(batch, await this.journal.append(batch.parts).durable);
  }

  /** Flushes and stops. Producers of lines that cannot be written are told. @throws AssayError why they cannot. */
  async close(): Promise<void> {
    let failure: AssayError | null = null;
    try {
      await this.flush();
    } catch (thrown) {
      failure = thrown as AssayError;
    }
    this.#closed = true;
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#retryTimer);
    for (const record of this.#buffer.splice(0)) record.onWritten(failure);
    this.#capacity.changed();
    await this.journal.close();
    if (failure) throw failure;
  }

  #startFlush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
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
      const batch = toBatch(records);
      let offset: number;
      try {
        offset = await this.journal.append(batch.parts).durable;
      } catch (thrown) {
        this.#buffer = [...records, ...this.#buffer];
        this.#inFlight = 0;
        const isFirstFailure = this.#lastError === null;
        this.#lastError = retriedByItself(thrown as AssayError);
        if (isFirstFailure) this.#options.onProblem(this.name, this.#lastError);
        if (!this.#closed) this.#retryTimer = setTimeout(() => this.#startFlush(), writeRetryMs);
        return;
      }
      // On disk: what a listener throws from here on is no failed write, after which the lines would be written again.
      this.#inFlight = 0;
      const wasFailing = this.#lastError !== null;
      this.#lastError = null;
      this.#capacity.changed();
      for (const record of records) record.onWritten(null);
      this.#landed(batch, offset);
      if (wasFailing) this.#options.onProblem(this.name, null);
    }
  }

  #landed(batch: Batch, offset: number): void {
    batch.place(offset);
    this.counters.countFlush(batch.lines, batch.bytes, this.journal.lastFlushMs);
    this.#options.onDurable(batch, { fromOffset: offset, toOffset: offset + batch.bytes });
  }
}

function toBatch(records: readonly BufferedLine[]): Batch {
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
    maxRowBytes: records.reduce((most, { row, candidates }) => Math.max(most, row.length, ...candidates.map((one) => one.length)), 0),
    facts: () => records.flatMap((record) => (record.facts ? [record.facts] : [])),
  };
}
