import { fstatSync, ftruncateSync } from "node:fs";
import { type FileHandle, stat } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { writeAll } from "./durable-write.ts";
import { blankOut, findBatch } from "./foreign-bytes.ts";
import { ioError } from "./io-error.ts";
import { cutKeeping, settleTail, type TornTail } from "./torn-tail.ts";

/** How long an append waits for the end of half a line that a program without locks is writing. */
const growingWaitMs = 10_000;
const locateTries = 20;

/**
 * The durable end of a journal's open file. Programs without locks (`cat >>`) may write to the file too: their whole lines stay, and ours go
 * behind them. A write that fails is removed whole, so the file never ends in half a batch.
 */
export class JournalTail {
  readonly #path: string;
  readonly #onShift: (bytes: number) => void;
  #file: FileHandle;
  #inode: number;
  #durableBytes: number;
  /** The batch of a failed write that could not be removed: whatever of it is behind the durable end has to go first. */
  #half: Buffer | null = null;

  /** @param onShift called when others' lines move the end by so many bytes. */
  constructor(path: string, file: FileHandle, inode: number, sizeBytes: number, onShift: (bytes: number) => void) {
    this.#path = path;
    this.#onShift = onShift;
    this.#file = file;
    this.#inode = inode;
    this.#durableBytes = sizeBytes;
  }

  get file(): FileHandle {
    return this.#file;
  }

  /** Bytes that are written and fsynced. */
  get durableBytes(): number {
    return this.#durableBytes;
  }

  /** Whether another file is at the path by now; false when there is none. */
  async isReplaced(): Promise<boolean> {
    const there = await stat(this.#path).catch(() => null);
    return there !== null && there.ino !== this.#inode;
  }

  /**
   * Writes and fsyncs whole lines behind the end.
   * @param totalBytes of all parts.
   * @returns where they start.
   * @throws AssayError io when the file was removed, replaced or cut short; what the system throws.
   */
  async write(parts: readonly Uint8Array[], totalBytes: number): Promise<number> {
    for (let tries = 0; tries < locateTries; tries++) {
      await this.#lookAtFile();
      const start = await this.#writeOnce(parts, totalBytes);
      if (start === null) continue;
      this.#onShift(start - this.#durableBytes);
      this.#durableBytes = start + totalBytes;
      return start;
    }
    throw new AssayError("io", `Other programs write half lines into ${this.#path} without pause; nothing can be appended.`, {
      where: this.#path,
      fix: "Let them write whole lines, or to files of their own.",
    });
  }

  /** @returns where the batch starts; null when another program's half line stood in front of it, so it has to be written again. */
  async #writeOnce(parts: readonly Uint8Array[], totalBytes: number): Promise<number | null> {
    const start = this.#durableBytes;
    try {
      await writeAll(this.#file, parts);
      const [{ size }] = await Promise.all([this.#file.stat(), this.#file.datasync()]);
      return size === start + totalBytes ? start : await this.#locate(Buffer.concat(parts), start, size);
    } catch (thrown) {
      // Half a batch must not stay: nobody was told that it is there.
      this.#half = Buffer.concat(parts);
      await this.#removeHalf().catch(() => {});
      throw thrown;
    }
  }

  /** A program without locks wrote at the same moment. @returns as `#writeOnce`. */
  async #locate(batch: Buffer, from: number, sizeBytes: number): Promise<number | null> {
    const { offset, startsLine } = await findBatch(this.#file, this.#path, batch, from, sizeBytes);
    if (startsLine) return offset;
    await blankOut(this.#path, this.#file, offset, batch.length);
    return null;
  }

  /** Removes what a failed write left, unless another program has written there too. */
  async #removeHalf(): Promise<void> {
    const half = this.#half;
    if (half === null) return;
    const { size } = await this.#file.stat();
    const left = Buffer.alloc(Math.max(0, Math.min(half.length, size - this.#durableBytes)));
    await this.#file.read(left, 0, left.length, this.#durableBytes);
    const isOwn = size <= this.#durableBytes + half.length && half.subarray(0, left.length).equals(left);
    if (isOwn && fstatSync(this.#file.fd).size === size) ftruncateSync(this.#file.fd, this.#durableBytes);
    this.#half = null;
  }

  /** Appending to a file that somebody removed, replaced or cut would lose lines silently. */
  async #lookAtFile(): Promise<void> {
    let there = await stat(this.#path).catch(() => null);
    if (there === null || there.ino !== this.#inode) throw this.#changed("removed or replaced", "Put the file back");
    if (this.#half) {
      await this.#removeHalf();
      there = await this.#file.stat();
    }
    if (there.size < this.#durableBytes) throw this.#changed("cut short", "Put back what is missing");
    if (there.size > this.#durableBytes) await this.#goBehind();
  }

  async #goBehind(): Promise<void> {
    let tail = await settleTail(this.#file, this.#path, growingWaitMs);
    while (tail.state !== "whole") {
      // Another program's half line must not become one with ours.
      await this.#file.write("\n");
      tail = await settleTail(this.#file, this.#path, 0);
    }
    this.#onShift(tail.sizeBytes - this.#durableBytes);
    this.#durableBytes = tail.sizeBytes;
  }

  /** Goes on with another file; close the old one first. */
  goOnWith(file: FileHandle, inode: number, sizeBytes: number): void {
    this.#file = file;
    this.#inode = inode;
    this.#durableBytes = sizeBytes;
  }

  /** See `Journal.cutBack`. */
  async cutBack(offset: number): Promise<TornTail> {
    const torn = await cutKeeping(this.#file, this.#path, offset, this.#durableBytes).catch((thrown: unknown) => {
      throw ioError(thrown, this.#path);
    });
    if (torn === null) throw this.#writtenElsewhere();
    this.#durableBytes = offset;
    return torn;
  }

  /** See `Journal.dropBack`. */
  async dropBack(offset: number): Promise<void> {
    try {
      // Nothing in between: a program without locks can write until the last moment.
      if (fstatSync(this.#file.fd).size !== this.#durableBytes) throw this.#writtenElsewhere();
      ftruncateSync(this.#file.fd, offset);
      await this.#file.datasync();
    } catch (thrown) {
      throw ioError(thrown, this.#path);
    }
    this.#durableBytes = offset;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #writtenElsewhere(): AssayError {
    return new AssayError("in_use", `Another program writes to ${this.#path}.`, { where: this.#path, fix: "End it, and start again." });
  }

  #changed(how: string, fix: string): AssayError {
    return new AssayError("io", `${this.#path} was ${how} while Assay had it open.`, {
      where: this.#path,
      fix: `${fix}, or restart Assay, which goes on with what is there.`,
    });
  }
}
