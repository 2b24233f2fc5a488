import { setTimeout as delay } from "node:timers/promises";
import { AssayError, channelOfKind, type RecordKind, type Signal } from "../../../contract/index.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine, Refused } from "../collector/quarantine.ts";
import { tooLong } from "../validator/schema-validator.ts";
import { batchesOf } from "./chunk-batches.ts";
import type { Chunk } from "./chunk-reader.ts";
import type { ChunkResult } from "./inspect-chunk.ts";
import { refusedOf } from "./refused-of.ts";
import { streamChunks } from "./stream-chunks.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface StreamParts {
  channel: Channel | undefined;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Told of each accepted line's hash, so that an import finds it a duplicate. */
  remember(h0: number, h1: number, h2: number): void;
  /** Holds the stream back while the index is behind. */
  room(): Promise<void>;
  /** Told once when the disk refuses, and once when it takes lines again (null). */
  onTrouble(error: AssayError | null): void;
}

export interface StreamOptions {
  kind: RecordKind;
  /** Ends reading; what had arrived is still written. */
  signal: Signal;
  /** Called whenever more lines are on disk: how many of the first ones (blank lines not counted). */
  onDurable?: (lines: number) => void | Promise<void>;
  /** Told once when the disk refuses (writing is tried again until it takes the lines), and once when it takes them again (null). */
  onTrouble?: (error: AssayError | null) => void;
}

export interface StreamCounts {
  lines: number;
  accepted: number;
  quarantined: number;
}

const retryMs = 500;

/**
 * Collects a stream of lines of one kind: threads inspect what arrived, one writer appends it in order. While one write is
 * under way the next lines gather, so that a write is as large as the disk is slow. A disk that refuses is tried again until it
 * takes the lines; the producer waits meanwhile. Nothing is dropped.
 * @throws AssayError disabled when the kind's channel is switched off; io when the stream breaks (what arrived is kept).
 */
export async function collectStream(parts: StreamParts, input: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<StreamCounts> {
  const { channel } = parts;
  if (!channel) {
    const name = channelOfKind[options.kind];
    throw new AssayError("disabled", `The channel ${name} is switched off, so ${options.kind} records are not taken.`, {
      where: `json_engine.output.channels.${name}.enabled`,
      fix: "Switch the channel on in assay.config.json or in Settings.",
    });
  }
  const writer = new StreamWriter(parts, channel, options);
  // Reading ends when the caller says so, and when writing has failed: nobody would write what comes.
  const stop = new AbortController();
  const end = () => stop.abort();
  if (options.signal.aborted) end();
  options.signal.addEventListener("abort", end, { once: true });
  // Inspected ahead of the writer, never more chunks than there are threads to work on them.
  const ahead: Promise<void>[] = [];
  let tail = Promise.resolve();
  for await (const chunk of streamChunks(input, stop.signal)) {
    const result = chunk.type === "lines" ? parts.pool.inspect({ bytes: chunk.bytes, kind: options.kind, strict: parts.strict }) : null;
    result?.catch(() => {});
    tail = tail.then(async () => (result ? writer.write(await result) : writer.refuseTooLong(chunk as Chunk & { type: "too_long" })));
    tail.catch(end);
    ahead.push(tail);
    if (ahead.length > parts.pool.size) await ahead.shift();
  }
  options.signal.removeEventListener("abort", end);
  await tail;
  return writer.counts;
}

class StreamWriter {
  readonly counts: StreamCounts = { lines: 0, accepted: 0, quarantined: 0 };
  readonly #parts: StreamParts;
  readonly #channel: Channel;
  readonly #options: StreamOptions;
  #physicalLines = 0;

  constructor(parts: StreamParts, channel: Channel, options: StreamOptions) {
    this.#parts = parts;
    this.#channel = channel;
    this.#options = options;
  }

  async write(chunk: ChunkResult): Promise<void> {
    await this.#parts.room();
    const { batches } = batchesOf(chunk, () => (h0, h1, h2) => {
      this.#parts.remember(h0, h1, h2);
      return true;
    });
    await this.#quarantine(refusedOf(chunk, "collect", this.#physicalLines + 1));
    for (const { batch } of batches) {
      this.#channel.counters.countAccepted(batch.lines, batch.invalid);
      this.counts.accepted += batch.lines;
      await this.#untilWritten(() => this.#channel.commit(batch));
    }
    this.#physicalLines += chunk.lines;
    await this.#count(chunk.lines - chunk.blank);
  }

  async refuseTooLong({ head, sizeBytes }: Chunk & { type: "too_long" }): Promise<void> {
    this.#physicalLines++;
    const { kind } = this.#options;
    await this.#quarantine([
      { bytes: head, sizeBytes, source: "collect", lineNumber: this.#physicalLines, kind, findings: [tooLong(sizeBytes)] },
    ]);
    await this.#count(1);
  }

  async #quarantine(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    this.#channel.counters.countQuarantined(refused.length);
    this.counts.quarantined += refused.length;
    await this.#untilWritten(() => this.#parts.quarantine.add(refused));
  }

  async #count(lines: number): Promise<void> {
    this.counts.lines += lines;
    if (lines > 0) await this.#options.onDurable?.(this.counts.lines);
  }

  #trouble(error: AssayError | null): void {
    this.#parts.onTrouble(error);
    this.#options.onTrouble?.(error);
  }

  async #untilWritten(write: () => Promise<void>): Promise<void> {
    for (let troubled = false; ; troubled = true) {
      try {
        await write();
        if (troubled) this.#trouble(null);
        return;
      } catch (thrown) {
        if (!troubled) this.#trouble(thrown as AssayError);
        await delay(retryMs);
      }
    }
  }
}
