import type { Stats } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { AssayError, channelOfKind, type RecordKind, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { formatCommand } from "../base/program.ts";
import { type Channel, writeRetryMs } from "../collector/channel.ts";
import type { Quarantine, RejectedLine } from "../collector/quarantine.ts";
import { retriedByItself } from "../files/io-error.ts";
import { locateDurableLines } from "../files/locate-lines.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import type { LineHash } from "../records/line-hash.ts";
import { tooLong } from "../validator/schema-validator.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { toBatches, toRejectedLines } from "./chunk-batches.ts";
import type { Chunk } from "./chunk-reader.ts";
import { inspectInPool } from "./inspect-job.ts";
import { refuseContainers } from "./refuse-containers.ts";
import { streamChunks } from "./stream-chunks.ts";

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

/**
 * Collects a stream of lines of one kind: threads inspect what arrived, one writer appends it in order. Lines that arrive
 * during a write gather for the next one, so writes grow with the latency of the disk. A failed write is retried until it
 * succeeds, while the producer waits: nothing is dropped. Once the stream has ended, or another file has taken the journal's
 * place, it gives up after a few attempts, unless the disk is full.
 * @throws AssayError disabled when the kind's channel is switched off; refused for a container; io when the stream breaks (what
 * arrived is kept), or when lines could not be written: it says how many, and where the others are.
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
  // Reading ends on the caller's signal, and when writing has failed: nobody would write what comes.
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

/** Refuses containers, and tells the writer when the stream has ended. */
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
    fix: `Start ${formatCommand("collect")} again and send it the lines from number ${lines + 1} on.`,
    ...(where === undefined ? {} : { where }),
  });
}

class StreamWriter {
  readonly counts: StreamCounts;
  readonly #parts: StreamParts;
  readonly #channel: Channel;
  readonly #options: StreamOptions;
  #physicalLines: number;
  #ended: boolean;
  #retry = new AbortController();
  /** Why writing gave up. */
  failure: AssayError | null = null;
  /** Lines that were read and not written. */
  notWritten = 0;

  constructor(parts: StreamParts, channel: Channel, options: StreamOptions) {
    this.#parts = parts;
    this.#channel = channel;
    this.#options = options;
    const { lines = 0, accepted = 0, quarantined = 0, inputLines = 0 } = options.before ?? {};
    this.counts = { lines, accepted, quarantined };
    this.#physicalLines = inputLines;
    // Behind a file no producer waits, as one does behind a pipe.
    this.#ended = options.file !== undefined;
  }

  /** From now on a failing write gets only a few more attempts. */
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
    const { batches } = toBatches(chunk, () => (hash) => {
      this.#parts.remember(hash);
      return true;
    });
    let left = lines;
    if (await this.#quarantine(toRejectedLines(chunk, "collect", this.#physicalLines + 1))) left -= chunk.rejected.length;
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
  async #quarantine(rejected: readonly RejectedLine[]): Promise<boolean> {
    if (rejected.length === 0) return true;
    if (!(await this.#untilWritten(() => this.#parts.quarantine.add(rejected)))) return false;
    this.#channel.counters.countQuarantined(rejected.length);
    this.counts.quarantined += rejected.length;
    return true;
  }

  async #count(lines: number): Promise<void> {
    this.counts.lines += lines;
    if (lines > 0) await this.#options.onDurable?.(this.counts.lines, this.#physicalLines);
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
