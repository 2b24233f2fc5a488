import { maxLineBytes, quarantinedHeadBytes, type Signal } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import { byteOrderMark, isByteOrderMark, newline } from "../lines/line-bytes.ts";
import type { BufferPool } from "../workers/buffer-pool.ts";
import type { Chunk } from "./chunk.ts";

const nothing = Buffer.alloc(0);
/** Bytes that may wait to be taken: a producer that is faster than the disk is held back here. */
const maxUnreadBytes = 4 * 1024 * 1024;
/** What a chunk need not wait for longer: from here on its lines cost more than handing it over. */
const enoughBytes = 512 * 1024;
/** Longer chunks come from the pool: a buffer of it is as large as many short ones. */
export const pooledFromBytes = 256 * 1024;
/** As long as a chunk that waited, with what came last: buffers of a pool for streams. */
export const streamBufferBytes = 640 * 1024;
/** A part as long as a pipe holds: more is coming. It is waited for, but not long: the producer may have ended a write there. */
const fullPartBytes = 64 * 1024;
const maxRestMs = 2;

export interface StreamChunksOptions {
  /** Where the buffers of long chunks come from. Default: each is new. */
  buffers?: BufferPool;
  /** Whether a chunk is being worked on, so that the next one may wait until that ends, or until it is long. Default: none waits. */
  isBusy?: () => boolean;
}

/** `changed`: what `isBusy` says may have changed. */
export type StreamChunks = AsyncGenerator<Chunk> & { changed(): void };

/**
 * Cuts a stream into chunks of whole lines. A chunk holds all that arrived since the last one was taken: one line when they
 * trickle in, megabytes when they pour in, so that no line waits and none is handled alone without need.
 * Ends with the stream, or when `signal` is aborted: whole lines that had arrived by then are still yielded. A last line without
 * a newline counts only at the end of the stream: after an abort it may be cut short.
 */
export function streamChunks(input: AsyncIterable<Uint8Array>, signal: Signal, options: StreamChunksOptions = {}): StreamChunks {
  let arrivals: Arrivals | null = null;
  const open = () => {
    arrivals = new Arrivals(input, signal, options.isBusy);
    return arrivals;
  };
  return Object.assign(toChunks(open, options.buffers), { changed: () => arrivals?.changed() });
}

async function* toChunks(open: () => Arrivals, buffers: BufferPool | undefined): AsyncGenerator<Chunk> {
  const arrivals = open();
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let readBytes = 0;
  /** The first bytes while they may still become a BOM, which can arrive in pieces; null once that is decided. */
  let start: Buffer | null = nothing;
  let skipping: { head: Buffer; sizeBytes: number; offset: number } | null = null;
  for (;;) {
    const taken = await arrivals.take();
    const ended = taken === null;
    let bytes = ended ? nothing : taken;
    readBytes += bytes.length;
    if (start !== null) {
      bytes = Buffer.concat([start, bytes]);
      if (!ended && bytes.length < byteOrderMark.length && bytes.equals(byteOrderMark.subarray(0, bytes.length))) {
        start = bytes;
        continue;
      }
      start = null;
      if (isByteOrderMark(bytes)) bytes = bytes.subarray(byteOrderMark.length);
    }
    if (skipping) {
      const end = bytes.indexOf(newline);
      skipping.sizeBytes += end < 0 ? bytes.length : end;
      if (end < 0 && !ended) continue;
      if (end < 0 && arrivals.interrupted) return;
      yield { type: "too_long", ...skipping, readBytes };
      skipping = null;
      if (end < 0) return;
      bytes = bytes.subarray(end + 1);
    }
    const last = bytes.lastIndexOf(newline);
    if (last >= 0) {
      yield toChunk([...carried, bytes.subarray(0, last + 1)], readBytes, buffers);
      carried = [];
      carriedBytes = 0;
      bytes = bytes.subarray(last + 1);
    }
    if (bytes.length > 0) carried.push(bytes);
    carriedBytes += bytes.length;
    if (carriedBytes > maxLineBytes) {
      skipping = {
        head: Buffer.from(Buffer.concat(carried).subarray(0, quarantinedHeadBytes)),
        sizeBytes: carriedBytes,
        offset: readBytes - carriedBytes,
      };
      carried = [];
      carriedBytes = 0;
    }
    if (ended) {
      if (arrivals.interrupted) return;
      if (skipping) yield { type: "too_long", ...skipping, readBytes };
      else if (carriedBytes > 0) yield toChunk([...carried, Buffer.from("\n")], readBytes, buffers);
      return;
    }
  }
}

function toChunk(parts: readonly Uint8Array[], readBytes: number, buffers: BufferPool | undefined): Chunk {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out =
    buffers !== undefined && length > pooledFromBytes ? Buffer.from(buffers.take(length), 0, length) : Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return {
    type: "lines",
    bytes: new Uint8Array(out.buffer as ArrayBuffer, out.byteOffset, out.length),
    offset: readBytes - out.length,
    readBytes,
  };
}

/** Reads a stream ahead of its consumer, up to a bound. */
class Arrivals {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #interrupted = false;
  #failure: unknown = null;
  readonly #space = new Capacity(() => this.#bytes < maxUnreadBytes || this.#ended);
  readonly #arrived = new Capacity(
    () => this.#ended || this.#bytes >= enoughBytes || (this.#bytes > 0 && !this.#isBusy() && this.#restTimer === null),
  );
  readonly #isBusy: () => boolean;
  /** Runs while more is expected. */
  #restTimer: NodeJS.Timeout | null = null;

  readonly #isPatient: boolean;

  constructor(input: AsyncIterable<Uint8Array>, signal: Signal, isBusy?: () => boolean) {
    this.#isBusy = isBusy ?? (() => false);
    this.#isPatient = isBusy !== undefined;
    const end = () => {
      if (!this.#ended && signal.aborted) this.#interrupted = true;
      this.#ended = true;
      this.#arrived.changed();
      this.#space.changed();
    };
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    void this.#read(input)
      .catch((thrown: unknown) => {
        if (!signal.aborted) this.#failure = thrown;
      })
      .finally(() => {
        signal.removeEventListener("abort", end);
        end();
      });
  }

  /** Whether the signal was aborted before the stream ended. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** What `isBusy` says may have changed. */
  changed(): void {
    this.#arrived.changed();
  }

  /** Everything that has arrived, once it is time for it; null at the end. */
  async take(): Promise<Buffer | null> {
    await this.#arrived.available();
    if (this.#failure) throw this.#failure;
    if (this.#bytes === 0) return null;
    const [first] = this.#parts;
    this.#endRest();
    const taken = this.#parts.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    this.#space.changed();
    return taken;
  }

  #endRest(): void {
    if (this.#restTimer) clearTimeout(this.#restTimer);
    this.#restTimer = null;
    this.#arrived.changed();
  }

  async #read(input: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const part of input) {
      if (this.#ended) return;
      this.#parts.push(part);
      this.#bytes += part.length;
      if (part.length < fullPartBytes) this.#endRest();
      else if (this.#isPatient) this.#restTimer ??= setTimeout(() => this.#endRest(), maxRestMs);
      this.#arrived.changed();
      await this.#space.available();
    }
  }
}
