import type { Stats } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { AssayError, channelOfKind, type RecordKind, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { type Channel, writeRetryMs } from "../collector/channel.ts";
import type { Quarantine, Refused } from "../collector/quarantine.ts";
import { locateDurableLines } from "../files/locate-lines.ts";
import type { ChunkResult } from "../records/inspect-chunk.ts";
import type { LineHash } from "../records/line-hash.ts";
import { tooLong } from "../validator/schema-validator.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { batchesOf } from "./chunk-batches.ts";
import type { Chunk } from "./chunk-reader.ts";
import { inspectInPool } from "./inspect-job.ts";
import { refuseContainers } from "./refuse-containers.ts";
import { refusedOf } from "./refused-of.ts";
import { streamChunks } from "./stream-chunks.ts";

export interface StreamParts {
  channel: Channel | undefined;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Told of each accepted line's hash, so that an import finds it a duplicate. */
  remember(hash: LineHash): void;
  /** Holds the stream back while the index is behind. */
  waitForCapacity(): Promise<void>;
  /** Told once when the disk refuses, and once when it takes lines again (null). */
  onTrouble(error: AssayError | null): void;
}

export interface StreamOptions {
  kind: RecordKind;
  /** Ends reading; whole lines that had arrived are still written. */
  signal: Signal;
  /** The file that the stream reads, when it is one: a file that the workspace writes is refused. */
  file?: Stats | undefined;
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

/** How often a write is tried once the stream is over, unless the disk is full: then it is tried until there is space. */
const lastTries = 6;

/**
 * Collects a stream of lines of one kind: threads inspect what arrived, one writer appends it in order. While one write is
 * under way the next lines gather, so that a write is as large as the disk is slow. A disk that refuses is tried again until it
 * takes the lines; the producer waits meanwhile. Nothing is dropped. When the stream is over, or the signal came, and the journal still
 * cannot be written for another reason than a full disk, it ends after a few tries; also when another file is in the journal's place.
 * @throws AssayError disabled when the kind's channel is switched off; refused for a container; io when the stream breaks (what arrived is
 * kept), or when lines could not be written: it says how many, and where the others are.
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
  const end = () => {
    writer.streamEnded();
    stop.abort();
  };
  if (options.signal.aborted) end();
  options.signal.addEventListener("abort", end, { once: true });
  const inspect = (chunk: Chunk) =>
    chunk.type === "lines" ? inspectInPool(parts.pool, { bytes: chunk.bytes, kind: options.kind, strict: parts.strict }) : null;
  const chunks = streamChunks(watched(input, writer), stop.signal);
  try {
    for await (const { item: chunk, result } of orderedAhead(chunks, inspect, { maxItems: parts.pool.size + 1, interrupt: end })) {
      if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
      else if (result) await writer.write(result);
    }
  } finally {
    options.signal.removeEventListener("abort", end);
  }
  if (writer.failure) throw await notWritten(writer.failure, writer, channel);
  return writer.counts;
}

/** The stream without containers, and the writer told when there is no more of it. */
async function* watched(input: AsyncIterable<Uint8Array>, writer: StreamWriter): AsyncGenerator<Uint8Array> {
  yield* refuseContainers(input);
  writer.streamEnded();
}

async function notWritten({ code, message, where }: AssayError, writer: StreamWriter, channel: Channel): Promise<AssayError> {
  const { lines } = writer.counts;
  const place = await locateDurableLines(channel.journal);
  const earlier =
    lines === 0 ? `Lines of before are ${place}.` : `The ${lines === 1 ? "line" : `${lines} lines`} before are on disk, ${place}.`;
  const lost = writer.notWritten;
  return new AssayError(code, `${lost} ${lost === 1 ? "line was" : "lines were"} not written: ${message} ${earlier}`, {
    fix: `Start assay collect again and send it the lines from number ${lines + 1} on.`,
    ...(where === undefined ? {} : { where }),
  });
}

class StreamWriter {
  readonly counts: StreamCounts = { lines: 0, accepted: 0, quarantined: 0 };
  readonly #parts: StreamParts;
  readonly #channel: Channel;
  readonly #options: StreamOptions;
  #physicalLines = 0;
  #ended: boolean;
  #retry = new AbortController();
  /** Why writing was given up. */
  failure: AssayError | null = null;
  /** Lines that were read and not written. */
  notWritten = 0;

  constructor(parts: StreamParts, channel: Channel, options: StreamOptions) {
    this.#parts = parts;
    this.#channel = channel;
    this.#options = options;
    // Nobody waits behind a file as a producer does behind a pipe.
    this.#ended = options.file !== undefined;
  }

  /** Nothing more is read: what cannot be written now is tried a few times more. */
  streamEnded(): void {
    this.#ended = true;
    this.#retry.abort();
  }

  async write(chunk: ChunkResult): Promise<void> {
    const lines = chunk.lines - chunk.blank;
    if (this.failure) {
      this.notWritten += lines;
      return;
    }
    await this.#parts.waitForCapacity();
    const { batches } = batchesOf(chunk, () => (hash) => {
      this.#parts.remember(hash);
      return true;
    });
    let left = lines;
    if (await this.#quarantine(refusedOf(chunk, "collect", this.#physicalLines + 1))) left -= chunk.refused.length;
    for (const { batch } of batches) {
      this.#channel.counters.countAccepted(batch.lines, batch.invalid);
      if (!(await this.#untilWritten(() => this.#channel.commit(batch)))) continue;
      this.counts.accepted += batch.lines;
      left -= batch.lines;
    }
    this.notWritten += left;
    this.#physicalLines += chunk.lines;
    if (left === 0) await this.#count(lines);
  }

  async refuseTooLong({ head, sizeBytes }: Chunk & { type: "too_long" }): Promise<void> {
    this.#physicalLines++;
    const { kind } = this.#options;
    const written = await this.#quarantine([
      { bytes: head, sizeBytes, source: "collect", lineNumber: this.#physicalLines, kind, findings: [tooLong(sizeBytes)] },
    ]);
    if (written) await this.#count(1);
    else this.notWritten++;
  }

  /** @returns whether they are in quarantine. */
  async #quarantine(refused: readonly Refused[]): Promise<boolean> {
    if (refused.length === 0) return true;
    if (!(await this.#untilWritten(() => this.#parts.quarantine.add(refused)))) return false;
    this.#channel.counters.countQuarantined(refused.length);
    this.counts.quarantined += refused.length;
    return true;
  }

  async #count(lines: number): Promise<void> {
    this.counts.lines += lines;
    if (lines > 0) await this.#options.onDurable?.(this.counts.lines);
  }

  #trouble(error: AssayError | null): void {
    this.#parts.onTrouble(error);
    this.#options.onTrouble?.(error);
  }

  /** @returns false when it was given up; `failure` says why. */
  async #untilWritten(write: () => Promise<void>): Promise<boolean> {
    if (this.failure) return false;
    let triesLeft = lastTries;
    for (let troubled = false; ; troubled = true) {
      try {
        await write();
        if (troubled) this.#trouble(null);
        return true;
      } catch (thrown) {
        const error = thrown as AssayError;
        if (!troubled) this.#trouble(error);
        const isOver = error.code !== "disk_full" && (this.#ended || (await this.#channel.journal.isReplaced()));
        if (isOver && --triesLeft <= 0) {
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
