/** Returned buffers beyond this are dropped: it fits about 22 usual ones, or one that held a very long line. */
const maxKeptBytes = 24 * 1024 * 1024;

/**
 * Reuses buffers of about a megabyte between the reader, the threads and the disk. Allocating one per chunk would give the
 * garbage collector gigabytes to track and the kernel pages to clear.
 */
export class BufferPool {
  #free: ArrayBuffer[] = [];
  #freeBytes = 0;

  /** A buffer of at least `sizeBytes`, not cleared. */
  take(sizeBytes: number): ArrayBuffer {
    for (let i = this.#free.length - 1; i >= 0; i--) {
      if ((this.#free[i]?.byteLength ?? 0) >= sizeBytes) return this.#counted(this.#free.splice(i, 1)[0]) as ArrayBuffer;
    }
    return Buffer.allocUnsafeSlow(sizeBytes).buffer as ArrayBuffer;
  }

  /** A free buffer of any size, or undefined. */
  takeAny(): ArrayBuffer | undefined {
    return this.#counted(this.#free.pop());
  }

  /** Takes back a buffer that is no longer used. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0 || this.#freeBytes + buffer.byteLength > maxKeptBytes) return;
    this.#free.push(buffer);
    this.#freeBytes += buffer.byteLength;
  }

  #counted(buffer: ArrayBuffer | undefined): ArrayBuffer | undefined {
    this.#freeBytes -= buffer?.byteLength ?? 0;
    return buffer;
  }
}
