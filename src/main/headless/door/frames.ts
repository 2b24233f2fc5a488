/** What client and owner say to each other: frames of a length, a type and a payload. Bulk bytes stay bytes. */

/** From the client. */
export const clientFrames = { hello: 1, stdin: 2, stdinEnd: 3, stop: 4 } as const;
/** From the owner. */
export const ownerFrames = {
  started: 16,
  stdout: 17,
  note: 18,
  progress: 19,
  wantStdin: 20,
  taken: 21,
  durable: 22,
  exit: 23,
  leaving: 24,
  handOver: 25,
} as const;

export interface Frame {
  type: number;
  payload: Buffer;
}

const headBytes = 5;
/** Longer ones come from no Assay. */
export const maxFrameBytes = 8 * 1024 * 1024;
/** Larger texts and chunks are sent in pieces. */
export const pieceBytes = 256 * 1024;
/** How much of stdin may be on its way. */
export const windowBytes = 2 * 1024 * 1024;

/** @param payload at most `maxFrameBytes`. */
export function encodeFrame(type: number, payload: Uint8Array | string = ""): Buffer {
  const bytes = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
  const frame = Buffer.allocUnsafe(headBytes + bytes.length);
  frame.writeUInt32LE(bytes.length, 0);
  frame.writeUInt8(type, 4);
  frame.set(bytes, headBytes);
  return frame;
}

/** Cuts a stream of bytes into frames. */
export class FrameSplitter {
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** @throws RangeError for a frame longer than `maxFrameBytes`; nothing can be read after it. */
  push(chunk: Buffer): Frame[] {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    const frames: Frame[] = [];
    for (;;) {
      if (this.#restBytes < headBytes) return frames;
      const head = this.#first(headBytes);
      const length = head.readUInt32LE(0);
      if (length > maxFrameBytes) throw new RangeError(`a frame of ${length} bytes`);
      if (this.#restBytes < headBytes + length) return frames;
      const whole = this.#take(headBytes + length);
      frames.push({ type: whole.readUInt8(4), payload: whole.subarray(headBytes) });
    }
  }

  /** The first bytes, left in place. */
  #first(bytes: number): Buffer {
    const first = this.#rest[0] as Buffer;
    return first.length >= bytes ? first : Buffer.concat(this.#rest).subarray(0, bytes);
  }

  #take(bytes: number): Buffer {
    const first = this.#rest[0] as Buffer;
    const all = first.length >= bytes ? first : Buffer.concat(this.#rest);
    const left = all.subarray(bytes);
    const others = all === first ? this.#rest.slice(1) : [];
    this.#rest = left.length > 0 ? [left, ...others] : others;
    this.#restBytes -= bytes;
    return all.subarray(0, bytes);
  }
}
