import { maxLineBytes } from "../../contract/index.ts";

const newline = 10;
const carriageReturn = 13;
const blanks = new Set([9, 13, 32]);
const bom = [0xef, 0xbb, 0xbf];

/** One line without its end: whole, or of a line over the limit the part that was kept and how long it was. */
export interface Line {
  bytes: Uint8Array;
  /** How long the line really was; more than `bytes.length` when it was over the limit. */
  lengthBytes: number;
}

/**
 * Cuts a stream of chunks into lines, by bytes. CRLF and a last line without an end are normal; blank lines and a byte
 * order mark are skipped. Of a line over the limit one byte more than the limit is kept, so memory stays bounded.
 */
export class LineSplitter {
  readonly #limitBytes: number;
  #parts: Uint8Array[] = [];
  #keptBytes = 0;
  #lengthBytes = 0;
  #first = true;

  constructor(limitBytes: number = maxLineBytes) {
    this.#limitBytes = limitBytes;
  }

  /** The lines that end in this chunk. They may share its memory: use them before the chunk is reused. */
  *push(chunk: Uint8Array): Generator<Line> {
    let start = 0;
    while (start < chunk.length) {
      const end = chunk.indexOf(newline, start);
      this.#keep(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) return;
      start = end + 1;
      const line = this.#take();
      if (line) yield line;
    }
  }

  /** The last line, when it had no end. */
  end(): Line | null {
    return this.#take();
  }

  #keep(part: Uint8Array): void {
    this.#lengthBytes += part.length;
    const room = this.#limitBytes + 1 - this.#keptBytes;
    if (part.length === 0 || room <= 0) return;
    const kept = part.length > room ? part.subarray(0, room) : part;
    this.#parts.push(kept);
    this.#keptBytes += kept.length;
  }

  #take(): Line | null {
    const whole = this.#keptBytes === this.#lengthBytes;
    let bytes = this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : Buffer.concat(this.#parts);
    let lengthBytes = this.#lengthBytes;
    this.#parts = [];
    this.#keptBytes = 0;
    this.#lengthBytes = 0;
    if (this.#first && bom.every((byte, index) => bytes[index] === byte)) {
      bytes = bytes.subarray(bom.length);
      lengthBytes -= bom.length;
    }
    this.#first = false;
    if (whole && bytes.at(-1) === carriageReturn) {
      bytes = bytes.subarray(0, -1);
      lengthBytes--;
    }
    return whole && isBlank(bytes) ? null : { bytes, lengthBytes };
  }
}

function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (!blanks.has(byte)) return false;
  return true;
}
