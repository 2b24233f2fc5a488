import { newline } from "./line-bytes.ts";

/** One line: its bytes without the newline, and the offset where it starts. */
export interface Line {
  bytes: Buffer;
  offset: number;
  /** Its length without the newline; more than `bytes.length` for a line longer than the splitter's limit, whose bytes are dropped. */
  sizeBytes: number;
}

/** Reads bytes of a file. @returns fewer than `length` bytes only at the end of the file. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer>;

const stepBytes = 1 << 20;

/** The bytes from `from` to `to` or the end of the file, a megabyte at a time, or `maxBytes`. Each step is a buffer of its own. */
export async function* readSteps(
  read: ReadBytes,
  from: number,
  to = Number.POSITIVE_INFINITY,
  maxBytes = stepBytes,
): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const step = await read(at, Math.min(maxBytes, to - at));
    if (step.length === 0) return;
    at += step.length;
    yield step;
  }
}

/**
 * Cuts chunks into lines. A line inside one chunk shares its memory; one that crosses chunks is copied once, however many it crosses.
 *
 *     const splitter = new LineSplitter();
 *     for await (const chunk of source) for (const line of splitter.push(chunk)) …
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #offset: number;
  #parts: Buffer[] = [];
  #pendingBytes = 0;

  /** @param offset where the first chunk starts. @param maxBytes longer lines are reported without their bytes. */
  constructor(offset = 0, maxBytes = Number.POSITIVE_INFINITY) {
    this.#offset = offset;
    this.#maxBytes = maxBytes;
  }

  /** Length so far of the line whose newline has not come. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** @returns the lines that the chunk completes. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, end));
      lines.push(this.#take());
      this.#offset++;
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
    return lines;
  }

  /** The torn tail: what came after the last newline; null when nothing did. */
  end(): Line | null {
    return this.#pendingBytes === 0 ? null : this.#take();
  }

  #add(bytes: Buffer): void {
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes <= this.#maxBytes) this.#parts.push(bytes);
    else this.#parts = [];
  }

  #take(): Line {
    const parts = this.#parts;
    const line = {
      bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts),
      offset: this.#offset,
      sizeBytes: this.#pendingBytes,
    };
    this.#offset += this.#pendingBytes;
    this.#parts = [];
    this.#pendingBytes = 0;
    return line;
  }
}

/** How many lines end in these bytes. */
export function countLines(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let lines = 0;
  for (let at = buffer.indexOf(newline); at >= 0; at = buffer.indexOf(newline, at + 1)) lines++;
  return lines;
}
