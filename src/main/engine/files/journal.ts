import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { syncFolder } from "./durable-write.ts";
import type { LockOptions } from "./file-lock.ts";
import { ioError } from "./io-error.ts";
import { type OpenJournalFile, openNamedJournal } from "./journal-file.ts";
import { replaceJournal, type WriteReplacement } from "./journal-replacement.ts";
import { JournalTail } from "./journal-tail.ts";
import { openLocked } from "./open-locked.ts";
import { cutTornTail, type TornTail } from "./torn-tail.ts";

interface Pending {
  parts: readonly Uint8Array[];
  bytes: number;
  resolve: (offset: number) => void;
  reject: (error: AssayError) => void;
}

/** While `readOnly` is set, every journal sharing this gate rejects appends with it, pending ones too; they may be retried. */
export interface WriteGate {
  readOnly: AssayError | null;
}

export interface OpenedJournal {
  journal: Journal;
  /** What was cut off the file's end. */
  torn: TornTail | null;
  /** Bytes of half a line that were left, because another program may still be writing it. */
  growingBytes: number;
}

const ownLock: LockOptions = { keep: true, lock: "required" };

/**
 * One append-only file of lines, locked against other processes and other journals from opening to closing (`LockOptions`).
 * Appends that wait while a write is under way are written together and share one fsync (group commit). A write that fails is removed
 * whole, so the file never ends in half a batch.
 */
export class Journal {
  readonly path: string;
  readonly #gate: WriteGate;
  readonly #openNext: (path: string) => Promise<FileHandle>;
  readonly #tail: JournalTail;
  /** Where the next append will start, counting those that still wait. */
  #endBytes: number;
  #startBytes: number;
  #waiting: Pending[] = [];
  #running: Promise<void> | null = null;
  /** While the file is being replaced whole: what is appended waits for the new one. */
  #held = false;
  #replacing: Promise<void> | null = null;
  #closed = false;
  /** How often the file was replaced whole since it was opened. */
  replacements = 0;
  /** How often a write failed. Counted before the appends that it held hear of it: who sees the same number as before theirs knows that none of them has failed. */
  failures = 0;
  /** How long the newest write and fsync took, in ms. */
  lastFlushMs: number | null = null;

  private constructor(
    path: string,
    gate: WriteGate,
    openNext: (path: string) => Promise<FileHandle>,
    file: FileHandle,
    inode: number,
    sizeBytes: number,
  ) {
    this.path = path;
    this.#gate = gate;
    this.#openNext = openNext;
    this.#endBytes = sizeBytes;
    this.#startBytes = sizeBytes;
    this.#tail = new JournalTail(path, file, inode, sizeBytes, (bytes) => {
      this.#endBytes += bytes;
    });
  }

  /**
   * Opens or creates the file and locks it; cuts off a torn last line and keeps its bytes beside the file. Half a line that another program may
   * still be writing is left, and appends go behind it.
   * @param openFile how: in a workspace no link is followed. Default: a file that a program names, whatever leads to it.
   * @throws AssayError in_use (another process or journal has it locked), unavailable (no locks here, and they are required),
   * permission, refused (a folder, a pipe, a device; a torn last line of a link or of a file with other names), io …
   */
  static async open(
    path: string,
    gate: WriteGate = { readOnly: null },
    openFile: OpenJournalFile = openNamedJournal(),
    lock: LockOptions = ownLock,
  ): Promise<OpenedJournal> {
    let file: FileHandle | undefined;
    try {
      const openNext = (next: string) => openLocked(lock, () => openFile(next));
      const opened = await openNext(path);
      file = opened.file;
      if (opened.isNew) await syncFolder(dirname(opened.path));
      const { torn, endBytes } = await cutTornTail(file, opened.path, opened.isOwn);
      const { size, ino } = await file.stat();
      const openFileNext = async (next: string) => (await openNext(next)).file;
      return { journal: new Journal(opened.path, gate, openFileNext, file, ino, endBytes), torn, growingBytes: size - endBytes };
    } catch (thrown) {
      await file?.close().catch(() => {});
      throw ioError(thrown, path);
    }
  }

  /** The open file, also when its path leads to another one by now. */
  get openFile(): FileHandle {
    return this.#tail.file;
  }

  /** Whether another file is at the path by now; false when there is none. */
  isReplaced(): Promise<boolean> {
    return this.#tail.isReplaced();
  }

  /** Bytes on disk that survive power loss. */
  get durableBytes(): number {
    return this.#tail.durableBytes;
  }

  /** Size in bytes when the file was opened, or last replaced whole: where appends since then begin. */
  get startBytes(): number {
    return this.#startBytes;
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

  /** Resolves when everything queued so far is fsynced. @throws AssayError as the appends that could not be written. */
  async written(): Promise<void> {
    if (this.#running) await this.append([]).durable;
  }

  /** Resolves when nothing waits any more; never rejects (each append has its own answer). */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Writes what waits and closes the file. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#replacing;
    await this.settled();
    if (this.#closed) return;
    this.#closed = true;
    await this.#tail.close();
  }

  /**
   * Replaces the whole file at the same path, without losing an append; what is appended meanwhile goes to the new file.
   * One at a time: a second call waits for the first.
   * @throws what `write` throws; the old file then goes on.
   */
  async replaceWith(write: WriteReplacement): Promise<void> {
    while (this.#replacing) await this.#replacing;
    const work = this.#replace(write);
    this.#replacing = work
      .catch(() => {})
      .finally(() => {
        this.#replacing = null;
      });
    await work;
  }

  async #replace(write: WriteReplacement): Promise<void> {
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    const journal = {
      path: this.path,
      isClosed: () => this.#closed,
      openNext: this.#openNext,
      hold: async () => {
        // At once: producers that append without pause would never let it settle.
        this.#held = true;
        await this.settled();
        return this.durableBytes;
      },
      take: async (file: FileHandle) => {
        const { size, ino } = await file.stat();
        await this.#tail.close();
        this.#tail.goOnWith(file, ino, size);
        this.#startBytes = size;
        this.replacements++;
        this.#endBytes = size + this.#waiting.reduce((sum, one) => sum + one.bytes, 0);
      },
      release: () => {
        this.#held = false;
        this.#go();
      },
    };
    await replaceJournal(journal, write);
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
        this.failures++;
        const error = ioError(thrown, this.path);
        const behind = this.#waiting;
        this.#waiting = [];
        this.#endBytes = this.durableBytes;
        for (const one of [...batch, ...behind]) one.reject(error);
      }
    }
    this.#running = null;
  }

  /** @returns where the batch starts in the file. */
  async #write(batch: readonly Pending[]): Promise<number> {
    const startedAt = performance.now();
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    const total = batch.reduce((sum, one) => sum + one.bytes, 0);
    const parts = batch.flatMap((one) => one.parts);
    const start = await this.#tail.write(parts, total);
    this.lastFlushMs = performance.now() - startedAt;
    return start;
  }

  /**
   * Cuts the file back to `offset`, after keeping what stands behind in `<path>.torn-<offset>-<time>`. Nothing may wait.
   * @throws AssayError disk_full, permission, in_use (another program appended meanwhile) …; the file is whole then.
   */
  async cutBack(offset: number): Promise<TornTail> {
    await this.settled();
    const torn = await this.#tail.cutBack(offset);
    this.#endsAt(offset);
    return torn;
  }

  /**
   * Removes lines that this journal appended and acknowledged to nobody, from `offset` on. Nothing may wait.
   * @throws AssayError in_use (another program appended meanwhile), io …; the file is whole then.
   */
  async dropBack(offset: number): Promise<void> {
    await this.settled();
    await this.#tail.dropBack(offset);
    this.#endsAt(offset);
  }

  #endsAt(offset: number): void {
    this.#endBytes = offset;
    this.#startBytes = Math.min(this.#startBytes, offset);
  }
}
