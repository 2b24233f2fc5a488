import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { syncFolder } from "./atomic-write.ts";
import { errnoOf, ioError } from "./io-error.ts";
import { cutTornTail, type TornTail } from "./torn-tail.ts";
import { writeAll } from "./write-all.ts";

interface Pending {
  parts: readonly Uint8Array[];
  bytes: number;
  resolve: (offset: number) => void;
  reject: (error: AssayError) => void;
}

/** Shut, nothing is written to the journals that share it: whoever waits is told why, and may try again. */
export interface Gate {
  shut: AssayError | null;
}

/**
 * One append-only file of lines. Appends that wait while a write is under way are written together and
 * share one fsync (group commit). A write that fails is taken back whole, so the file never ends in half a batch.
 */
export class Journal {
  readonly path: string;
  readonly #gate: Gate;
  #file: FileHandle;
  #inode: number;
  /** Bytes that are written and fsynced. */
  #durableBytes: number;
  /** Where the next append will start, counting those that still wait. */
  #endBytes: number;
  #startBytes: number;
  #waiting: Pending[] = [];
  #running: Promise<void> | null = null;
  /** While the file is being replaced whole: what is appended waits for the new one. */
  #held = false;
  #replacing: Promise<void> | null = null;
  #closed = false;
  /** A failed write could not be taken back: what stands behind the durable end is ours and has to go first. */
  #half = false;
  /** How often the file was replaced whole since it was opened. */
  replacements = 0;
  /** How long the newest write and fsync took, in ms. */
  lastFlushMs: number | null = null;

  private constructor(path: string, gate: Gate, file: FileHandle, inode: number, sizeBytes: number) {
    this.path = path;
    this.#gate = gate;
    this.#file = file;
    this.#inode = inode;
    this.#durableBytes = sizeBytes;
    this.#endBytes = sizeBytes;
    this.#startBytes = sizeBytes;
  }

  /**
   * Opens or creates the file; cuts off and keeps aside a torn last line.
   * @throws AssayError permission, refused (a folder, a pipe, a device), io …
   */
  static async open(path: string, gate: Gate = { shut: null }): Promise<{ journal: Journal; torn: TornTail | null }> {
    let file: FileHandle | undefined;
    try {
      const there = await stat(path).catch(() => null);
      // Asked first: to open a device may do something already.
      if (there) refuseUnlessFile(there, path);
      file = await open(path, appending);
      refuseUnlessFile(await file.stat(), path);
      if (there === null) await syncFolder(dirname(path));
      const torn = await cutTornTail(file, path);
      const { size, ino } = await file.stat();
      return { journal: new Journal(path, gate, file, ino, size), torn };
    } catch (thrown) {
      await file?.close().catch(() => {});
      throw errnoOf(thrown) === "EISDIR" ? noFile(path, "a folder") : ioError(thrown, path);
    }
  }

  /** Bytes on disk that survive power loss. */
  get durableBytes(): number {
    return this.#durableBytes;
  }

  /** What the file held when it was opened, or replaced whole for the last time: where appends since then begin. */
  get startBytes(): number {
    return this.#startBytes;
  }

  /** Where the next append will start. */
  get endBytes(): number {
    return this.#endBytes;
  }

  /**
   * Queues whole lines (each part ends with a newline). `offset` is where they will start; `durable` settles when they
   * are fsynced, or rejects when they could not be written: then nothing of them is in the file, and everything that was
   * queued behind them is rejected too, since its offsets no longer hold.
   * `durable` answers where they really start: not at `offset` when the file was replaced whole in between.
   */
  append(parts: readonly Uint8Array[]): { offset: number; durable: Promise<number> } {
    const offset = this.#endBytes;
    if (this.#closed) {
      return { offset, durable: Promise.reject(new AssayError("io", `${this.path} is closed.`, { where: this.path })) };
    }
    let bytes = 0;
    for (const part of parts) bytes += part.length;
    this.#endBytes += bytes;
    const durable = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ parts, bytes, resolve, reject });
    });
    this.#go();
    return { offset, durable };
  }

  #go(): void {
    if (this.#held || this.#waiting.length === 0) return;
    this.#running ??= this.#drain();
  }

  /** Resolves when nothing waits any more; never rejects (each append has its own answer). */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#replacing;
    await this.settled();
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }

  /**
   * Cuts off what was appended since the file had that size. Nothing may be appended meanwhile.
   * @throws AssayError io …; the file is then as it was.
   */
  async cutBack(sizeBytes: number): Promise<void> {
    await this.settled();
    try {
      await this.#file.truncate(sizeBytes);
      await this.#file.datasync();
    } catch (thrown) {
      throw ioError(thrown, this.path);
    }
    this.#durableBytes = sizeBytes;
    this.#endBytes = sizeBytes;
  }

  /** Goes on with another file at the same path (after it was replaced whole by `atomicWriteFile`). Nothing may wait. */
  async reopen(): Promise<void> {
    await this.settled();
    await this.#takeNewFile();
  }

  /**
   * Replaces the whole file at the same path, without losing an append. `write` does it with `atomicWriteFile` and first calls
   * `hold`, which resolves with the size of the file once nothing is under way: from then until the end nothing is written to
   * the old file, and what is appended meanwhile goes to the new one. When `write` throws, the old file goes on.
   * One at a time: a second call waits for the first.
   */
  async replaceWith(write: (hold: () => Promise<number>) => Promise<void>): Promise<void> {
    while (this.#replacing) await this.#replacing;
    const work = this.#replace(write);
    this.#replacing = work
      .catch(() => {})
      .finally(() => {
        this.#replacing = null;
      });
    await work;
  }

  async #replace(write: (hold: () => Promise<number>) => Promise<void>): Promise<void> {
    if (this.#gate.shut) throw this.#gate.shut;
    const hold = async () => {
      // At once: producers that append without pause would never let it settle.
      this.#held = true;
      await this.settled();
      return this.#durableBytes;
    };
    try {
      await write(hold);
      if (!this.#closed) await this.#takeNewFile();
    } finally {
      this.#held = false;
      this.#go();
    }
  }

  async #takeNewFile(): Promise<void> {
    const file = await open(this.path, appending);
    const { size, ino } = await file.stat();
    await this.#file.close();
    this.#file = file;
    this.#inode = ino;
    this.#durableBytes = size;
    this.#startBytes = size;
    this.replacements++;
    this.#endBytes = size + this.#waiting.reduce((sum, one) => sum + one.bytes, 0);
  }

  async #drain(): Promise<void> {
    // Yield once so that appends of the same tick share this fsync.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#held) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        let at = await this.#write(batch);
        for (const one of batch) {
          one.resolve(at);
          at += one.bytes;
        }
      } catch (thrown) {
        const error = ioError(thrown, this.path);
        const behind = this.#waiting;
        this.#waiting = [];
        this.#endBytes = this.#durableBytes;
        for (const one of [...batch, ...behind]) one.reject(error);
      }
    }
    this.#running = null;
  }

  /** @returns where the batch starts in the file. */
  async #write(batch: readonly Pending[]): Promise<number> {
    const startedAt = performance.now();
    if (this.#gate.shut) throw this.#gate.shut;
    await this.#lookAtFile();
    const start = this.#durableBytes;
    const total = batch.reduce((sum, one) => sum + one.bytes, 0);
    try {
      await writeAll(
        this.#file,
        batch.flatMap((one) => one.parts),
      );
      await this.#file.datasync();
    } catch (thrown) {
      // Half a batch must not stay: what was not acknowledged is not there.
      this.#half = true;
      await this.#takeBack().catch(() => {});
      throw thrown;
    }
    this.#durableBytes += total;
    this.lastFlushMs = performance.now() - startedAt;
    return start;
  }

  async #takeBack(): Promise<void> {
    await this.#file.truncate(this.#durableBytes);
    this.#half = false;
  }

  /**
   * Appending to a file that somebody removed, replaced or cut would lose lines silently. Lines that somebody appended stay:
   * ours come behind them.
   */
  async #lookAtFile(): Promise<void> {
    const there = await stat(this.path).catch(() => null);
    if (there === null || there.ino !== this.#inode) throw this.#changed("removed or replaced", "Put the file back");
    if (this.#half) return this.#takeBack();
    if (there.size < this.#durableBytes) throw this.#changed("cut short", "Put back what is missing");
    if (there.size > this.#durableBytes) await this.#goBehind(there.size);
  }

  async #goBehind(sizeBytes: number): Promise<void> {
    const last = Buffer.alloc(1);
    await this.#file.read(last, 0, 1, sizeBytes - 1);
    let end = sizeBytes;
    // Half a line of somebody else must not become one with ours.
    if (last[0] !== newline) end += (await this.#file.write("\n")).bytesWritten;
    this.#endBytes += end - this.#durableBytes;
    this.#durableBytes = end;
  }

  #changed(how: string, fix: string): AssayError {
    return new AssayError("io", `${this.path} was ${how} while Assay had it open.`, {
      where: this.path,
      fix: `${fix}, or restart Assay, which goes on with what is there.`,
    });
  }
}

const newline = 10;

/** "a+", without waiting for the other end of a fifo. */
const appending = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NONBLOCK ?? 0);

/** @throws AssayError refused for what keeps nothing: `/dev/null` would take every line and acknowledge it. */
function refuseUnlessFile(there: Stats, path: string): void {
  if (there.isFile()) return;
  throw noFile(path, there.isDirectory() ? "a folder" : there.isFIFO() ? "a named pipe" : there.isSocket() ? "a socket" : "a device");
}

function noFile(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a file.`, {
    where: path,
    fix: "Move it away, and start Assay again.",
  });
}
