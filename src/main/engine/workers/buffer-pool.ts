/** Returned buffers beyond this are dropped: it fits about 22 usual ones, or one that held a very long line. */
const maxKeptBytes = 24 * 1024 * 1024;

/** Longer ones are not shared: nothing but the garbage collector frees them, and it does not know how large a shared one is. */
const defaultMaxSharedBytes = 2 * 1024 * 1024;

interface PoolOptions {
  isShared?: boolean;
  minBytes?: number;
  maxSharedBytes?: number;
}

/**
 * Reuses buffers of about a megabyte between the reader, the threads and the disk. Allocating one per chunk would give the
 * garbage collector gigabytes to track and the kernel pages to clear.
 */
export class BufferPool {
  readonly #isShared: boolean;
  readonly #minBytes: number;
  readonly #maxSharedBytes: number;
  #free: ArrayBuffer[] = [];
  #freeBytes = 0;

  /**
   * @param isShared whether threads see the same memory. A transferred buffer is new memory to whoever gets it, and V8 collects all garbage after
   * some thirty megabytes of that. Who passes a shared one on must not touch it until it comes back, as if it were gone.
   * @param minBytes all buffers are at least this long; shorter ones that are returned are dropped. Default: as long as asked for.
   * @param maxSharedBytes longer ones are not shared.
   */
  constructor({ isShared = false, minBytes = 0, maxSharedBytes = defaultMaxSharedBytes }: PoolOptions = {}) {
    this.#isShared = isShared;
    this.#maxSharedBytes = maxSharedBytes;
    this.#minBytes = minBytes;
  }

  /** A buffer of at least `askedBytes`, not cleared. */
  take(askedBytes: number): ArrayBuffer {
    const sizeBytes = Math.max(askedBytes, this.#minBytes);
    for (let i = this.#free.length - 1; i >= 0; i--) {
      if ((this.#free[i]?.byteLength ?? 0) >= sizeBytes) return this.#counted(this.#free.splice(i, 1)[0]) as ArrayBuffer;
    }
    // What is done with bytes is the same; only TypeScript keeps the two apart.
    if (this.#isShared && sizeBytes <= this.#maxSharedBytes) return new SharedArrayBuffer(sizeBytes) as unknown as ArrayBuffer;
    return Buffer.allocUnsafeSlow(sizeBytes).buffer as ArrayBuffer;
  }

  /** A free buffer of any size, or undefined. */
  takeAny(): ArrayBuffer | undefined {
    return this.#counted(this.#free.pop());
  }

  /** Puts an unused buffer back into the pool. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0 || buffer.byteLength < this.#minBytes || this.#freeBytes + buffer.byteLength > maxKeptBytes) return;
    this.#free.push(buffer);
    this.#freeBytes += buffer.byteLength;
  }

  #counted(buffer: ArrayBuffer | undefined): ArrayBuffer | undefined {
    this.#freeBytes -= buffer?.byteLength ?? 0;
    return buffer;
  }
}
