/** Beyond this many, buffers that come back are let go. */
const mostKept = 16;

/**
 * Buffers of a megabyte or so that go round between the reader, the threads and the disk. New ones for every chunk would be
 * gigabytes for the garbage collector to count, and pages for the kernel to clear.
 */
export class BufferPool {
  #free: ArrayBuffer[] = [];

  /** A buffer of at least `sizeBytes`, with anything in it. */
  take(sizeBytes: number): ArrayBuffer {
    for (let i = this.#free.length - 1; i >= 0; i--) {
      if ((this.#free[i]?.byteLength ?? 0) >= sizeBytes) return this.#free.splice(i, 1)[0] as ArrayBuffer;
    }
    return Buffer.allocUnsafeSlow(sizeBytes).buffer as ArrayBuffer;
  }

  /** Any buffer, or none: for who can do with what there is. */
  takeAny(): ArrayBuffer | undefined {
    return this.#free.pop();
  }

  /** Takes a buffer back that nobody looks at any more. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength > 0 && this.#free.length < mostKept) this.#free.push(buffer);
  }
}
