import { fstatSync, ftruncateSync } from "node:fs";
import { type FileHandle, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { syncFolder } from "./atomic-write.ts";
import type { LockOptions } from "./file-lock.ts";
import { blankOut, findBatch } from "./foreign-bytes.ts";
import { ioError } from "./io-error.ts";
import { type JournalFile, type OpenJournalFile, openNamedJournal } from "./journal-file.ts";
import { isFileAt, openLocked } from "./open-locked.ts";
import { cutKeeping, cutTornTail, settleTail, type TornTail } from "./torn-tail.ts";
import { writeAll } from "./write-all.ts";

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

/** How opening ended: what was cut off the file's end, and how many bytes of half a line were left because somebody may still write it. */
export interface OpenedJournal {
  journal: Journal;
  torn: TornTail | null;
  growingBytes: number;
}

const ownLock: LockOptions = { keep: true, lock: "required" };
/** How long an append waits for the end of half a line that a program without locks is writing. */
const growingWaitMs = 10_000;
const locateTries = 20;

/**
 * One append-only file of lines, locked against other processes and other journals from opening to closing (`LockOptions`).
 * Appends that wait while a write is under way are written together and
 * share one fsync (group commit). A write that fails is taken back whole, so the file never ends in half a batch.
 */
export class Journal {
  readonly path: string;
  readonly #gate: WriteGate;
  readonly #openNext: (path: string) => Promise<JournalFile>;
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
  /** Bytes of a failed write that could not be taken back: as far as they stand behind the durable end, they have to go first. */
  #half: Buffer | null = null;
  /** The file that is about to be put in this one's place, locked before anybody can find it. */
  #next: FileHandle | null = null;
  /** How often the file was replaced whole since it was opened. */
  replacements = 0;
  /** How long the newest write and fsync took, in ms. */
  lastFlushMs: number | null = null;

  private constructor(
    { path, file }: JournalFile,
    gate: WriteGate,
    openNext: (path: string) => Promise<JournalFile>,
    inode: number,
    sizeBytes: number,
  ) {
    this.path = path;
    this.#gate = gate;
    this.#openNext = openNext;
    this.#file = file;
    this.#inode = inode;
    this.#durableBytes = sizeBytes;
    this.#endBytes = sizeBytes;
    this.#startBytes = sizeBytes;
  }

  /**
   * Opens or creates the file and locks it; cuts off and keeps aside a torn last line. Half a line that another program may
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
      return { journal: new Journal(opened, gate, openNext, ino, endBytes), torn, growingBytes: size - endBytes };
    } catch (thrown) {
      await file?.close().catch(() => {});
      throw ioError(thrown, path);
    }
  }

  /** The open file, also when its path leads to another one by now. */
  get openFile(): FileHandle {
    return this.#file;
  }

  /** Whether another file is at the path by now; false when there is none. */
  async isReplaced(): Promise<boolean> {
    const there = await stat(this.path).catch(() => null);
    return there !== null && there.ino !== this.#inode;
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
   * Replaces the whole file at the same path, without losing an append. `write` does it with `atomicWriteFile` and first calls
   * `hold`, which resolves with the size of the file once nothing is under way: from then until the end nothing is written to
   * the old file, and what is appended meanwhile goes to the new one. `claim` locks the new file; call it before the file gets
   * its name. When `write` throws, the old file goes on.
   * One at a time: a second call waits for the first.
   */
  async replaceWith(write: (hold: () => Promise<number>, claim: (path: string) => Promise<void>) => Promise<void>): Promise<void> {
    while (this.#replacing) await this.#replacing;
    const work = this.#replace(write);
    this.#replacing = work
      .catch(() => {})
      .finally(() => {
        this.#replacing = null;
      });
    await work;
  }

  async #replace(write: (hold: () => Promise<number>, claim: (path: string) => Promise<void>) => Promise<void>): Promise<void> {
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    const hold = async () => {
      // At once: producers that append without pause would never let it settle.
      this.#held = true;
      await this.settled();
      return this.#durableBytes;
    };
    const claim = async (path: string) => {
      this.#next = (await this.#openNext(path)).file;
    };
    try {
      await write(hold, claim);
      if (!this.#closed) await this.#takeNewFile();
    } finally {
      await this.#next?.close().catch(() => {});
      this.#next = null;
      this.#held = false;
      this.#go();
    }
  }

  async #takeNewFile(): Promise<void> {
    const claimed = this.#next;
    const file = claimed && (await isFileAt(this.path, claimed)) ? claimed : (await this.#openNext(this.path)).file;
    if (file === claimed) this.#next = null;
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
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    const total = batch.reduce((sum, one) => sum + one.bytes, 0);
    for (let tries = 0; tries < locateTries; tries++) {
      await this.#lookAtFile();
      const start = await this.#writeBatch(
        batch.flatMap((one) => one.parts),
        total,
      );
      if (start === null) continue;
      this.#endBytes += start - this.#durableBytes;
      this.#durableBytes = start + total;
      this.lastFlushMs = performance.now() - startedAt;
      return start;
    }
    throw new AssayError("io", `Other programs write half lines into ${this.path} without pause; nothing can be appended.`, {
      where: this.path,
      fix: "Let them write whole lines, or to files of their own.",
    });
  }

  /** @returns where the batch starts; null when another program's half line stood in front of it, so it has to be written again. */
  async #writeBatch(parts: readonly Uint8Array[], total: number): Promise<number | null> {
    const start = this.#durableBytes;
    try {
      await writeAll(this.#file, parts);
      const [{ size }] = await Promise.all([this.#file.stat(), this.#file.datasync()]);
      return size === start + total ? start : await this.#locate(Buffer.concat(parts), start, size);
    } catch (thrown) {
      // Half a batch must not stay: what was not acknowledged is not there.
      this.#half = Buffer.concat(parts);
      await this.#takeBack().catch(() => {});
      throw thrown;
    }
  }

  /** A program without locks wrote at the same moment. @returns as `#writeBatch`. */
  async #locate(batch: Buffer, from: number, sizeBytes: number): Promise<number | null> {
    const { offset, startsLine } = await findBatch(this.#file, this.path, batch, from, sizeBytes);
    if (startsLine) return offset;
    await blankOut(this.path, this.#file, offset, batch.length);
    return null;
  }

  /** Removes what a failed write left, unless another program has written there too. */
  async #takeBack(): Promise<void> {
    const half = this.#half;
    if (half === null) return;
    const { size } = await this.#file.stat();
    const left = Buffer.alloc(Math.max(0, Math.min(half.length, size - this.#durableBytes)));
    await this.#file.read(left, 0, left.length, this.#durableBytes);
    const isOwn = size <= this.#durableBytes + half.length && half.subarray(0, left.length).equals(left);
    if (isOwn && fstatSync(this.#file.fd).size === size) ftruncateSync(this.#file.fd, this.#durableBytes);
    this.#half = null;
  }

  /**
   * Appending to a file that somebody removed, replaced or cut would lose lines silently. Lines that somebody appended stay:
   * ours come behind them.
   */
  async #lookAtFile(): Promise<void> {
    let there = await stat(this.path).catch(() => null);
    if (there === null || there.ino !== this.#inode) throw this.#changed("removed or replaced", "Put the file back");
    if (this.#half) {
      await this.#takeBack();
      there = await this.#file.stat();
    }
    if (there.size < this.#durableBytes) throw this.#changed("cut short", "Put back what is missing");
    if (there.size > this.#durableBytes) await this.#goBehind();
  }

  async #goBehind(): Promise<void> {
    let tail = await settleTail(this.#file, this.path, growingWaitMs);
    while (tail.state !== "whole") {
      // Half a line of somebody else must not become one with ours.
      await this.#file.write("\n");
      tail = await settleTail(this.#file, this.path, 0);
    }
    this.#endBytes += tail.sizeBytes - this.#durableBytes;
    this.#durableBytes = tail.sizeBytes;
  }

  /**
   * Cuts the file back to `offset`, after keeping what stands behind in `<path>.torn-<offset>-<time>`. Nothing may wait.
   * @throws AssayError disk_full, permission, in_use (another program appended meanwhile) …; the file is whole then.
   */
  async cutBack(offset: number): Promise<TornTail> {
    await this.settled();
    const torn = await cutKeeping(this.#file, this.path, offset, this.#durableBytes).catch((thrown: unknown) => {
      throw ioError(thrown, this.path);
    });
    if (torn === null) throw this.#writtenElsewhere();
    this.#endsAt(offset);
    return torn;
  }

  /**
   * Removes lines that this journal appended and acknowledged to nobody, from `offset` on. Nothing may wait.
   * @throws AssayError in_use (another program appended meanwhile), io …; the file is whole then.
   */
  async dropBack(offset: number): Promise<void> {
    await this.settled();
    try {
      // One right after the other: a program without locks can write until the last moment.
      if (fstatSync(this.#file.fd).size !== this.#durableBytes) throw this.#writtenElsewhere();
      ftruncateSync(this.#file.fd, offset);
      await this.#file.datasync();
    } catch (thrown) {
      throw ioError(thrown, this.path);
    }
    this.#endsAt(offset);
  }

  #endsAt(offset: number): void {
    this.#durableBytes = offset;
    this.#endBytes = offset;
    this.#startBytes = Math.min(this.#startBytes, offset);
  }

  #writtenElsewhere(): AssayError {
    return new AssayError("in_use", `Another program writes to ${this.path}.`, { where: this.path, fix: "End it, and start again." });
  }

  #changed(how: string, fix: string): AssayError {
    return new AssayError("io", `${this.path} was ${how} while Assay had it open.`, {
      where: this.path,
      fix: `${fix}, or restart Assay, which goes on with what is there.`,
    });
  }
}
