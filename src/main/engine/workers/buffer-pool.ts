/** Beyond this, buffers that come back are let go: sixteen usual ones, or one or two that held very long lines. */
const mostKeptBytes = 24 * 1024 * 1024;

/**
 * Buffers of a megabyte or so that go round between the reader, the threads and the disk. New ones for every chunk would be
 * gigabytes for the garbage collector to count, and pages for the kernel to clear.
 */
export class BufferPool {
  #free: ArrayBuffer[] = [];
  #freeBytes = 0;

  /** A buffer of at least `sizeBytes`, with anything in it. */
  take(sizeBytes: number): ArrayBuffer {
    for (let i = this.#free.length - 1; i >= 0; i--) {
      if ((this.#free[i]?.byteLength ?? 0) >= sizeBytes) return this.#counted(this.#free.splice(i, 1)[0]) as ArrayBuffer;
    }
    return Buffer.allocUnsafeSlow(sizeBytes).buffer as ArrayBuffer;
  }

  /** Any buffer, or none: for who can do with what there is. */
  takeAny(): ArrayBuffer | undefined {
    return this.#counted(this.#free.pop());
  }

  /** Takes a buffer back that nobody looks at any more. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0 || this.#freeBytes + buffer.byteLength > mostKeptBytes) return;
    this.#free.push(buffer);
    this.#freeBytes += buffer.byteLength;
  }

  #counted(buffer: ArrayBuffer | undefined): ArrayBuffer | undefined {
    this.#freeBytes -= buffer?.byteLength ?? 0;
    return buffer;
  }
}
