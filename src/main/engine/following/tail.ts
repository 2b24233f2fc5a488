import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { AssayError, maxLineBytes, quarantinedHeadBytes } from "../../../contract/index.ts";
import { openNamed } from "../files/named-file.ts";
import { describeEntry } from "../files/refused-place.ts";
import type { Chunk } from "../ingest/chunk.ts";
import { chunkBytes } from "../ingest/chunk-reader.ts";
import { countLines } from "../lines/forwards.ts";
import { isByteOrderMark, newline } from "../lines/line-bytes.ts";
import { digest, type Place, printedBytes } from "./place.ts";

/** Bytes taken at once: then they are fsynced and the place is kept. The other followed files wait for about a tenth of a second meanwhile. */
export const burstBytes = 8 * 1024 * 1024;

/** Reading: up to where, with the first and the last bytes. */
interface Cursor {
  offset: number;
  lines: number;
  head: Buffer;
  last: Buffer;
}

const nothing = Buffer.alloc(0);
const start: Cursor = { offset: 0, lines: 0, head: nothing, last: nothing };

export const toIdentity = ({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string => `${dev}:${ino}`;

/** One open file that grows, read line by line from where reading it was. It stays the same file when its path leads to another one. */
export class Tail {
  readonly identity: string;
  /** Where it was found; it may have another name by now. */
  readonly path: string;
  /** Lines before this may have been taken earlier: by an import, or before a crash. */
  doubtUntil = 0;
  readonly #file: FileHandle;
  #taken: Cursor = start;
  #reading: Cursor = start;
  /** No newline stands between the cursor and here. */
  #scanned = 0;

  private constructor(file: FileHandle, path: string, identity: string) {
    this.#file = file;
    this.path = path;
    this.identity = identity;
  }

  /** @throws AssayError refused for anything that is not a regular file; the system's errors. */
  static async open(path: string): Promise<Tail> {
    const file = await openNamed(path);
    try {
      const stats = await file.stat({ bigint: true });
      if (!stats.isFile())
        throw new AssayError("refused", `${path} is ${describeEntry(stats)}.`, {
          where: path,
          fix: "Only regular files are followed. What a program writes to a pipe can be collected from stdin.",
        });
      return new Tail(file, path, toIdentity(stats));
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  /** The open file for a reader that closes what it has read: its path may lead to another one by now. */
  lend(): FileHandle {
    const file = this.#file;
    return { stat: () => file.stat(), read: file.read.bind(file), close: async () => {} } as unknown as FileHandle;
  }

  /** Bytes that are taken. */
  get offset(): number {
    return this.#taken.offset;
  }

  get lines(): number {
    return this.#taken.lines;
  }

  /** @returns null where nothing was taken. */
  place(until?: number): Place | null {
    const { offset, lines, head, last } = this.#taken;
    if (offset === 0 && until === undefined) return null;
    const place = { identity: this.identity, offset, lines, head: digest(head), tail: digest(last) };
    return until === undefined ? place : { ...place, until };
  }

  async sizeBytes(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  /** Goes on at a place if this file begins as that one did, and has the same bytes before the offset. @returns whether it does. */
  async goOnAt({ offset, lines, head, tail, until = 0 }: Place): Promise<boolean> {
    const length = Math.min(offset, printedBytes);
    const [first, last] = await Promise.all([this.#read(0, length), this.#read(offset - length, length)]);
    if (first.length < length || last.length < length || digest(first) !== head || digest(last) !== tail) return false;
    this.#taken = { offset, lines, head: first, last };
    this.doubtUntil = until;
    return true;
  }

  /** Whether what was taken is still there: the file has not become shorter, nor been written anew. */
  isIntact(): Promise<boolean> {
    return this.#holds(this.#taken);
  }

  async #holds({ offset, head, last }: Cursor): Promise<boolean> {
    const [first, before] = await Promise.all([this.#read(0, head.length), this.#read(offset - last.length, last.length)]);
    return first.equals(head) && before.equals(last);
  }

  /** Whether the file, which became shorter, begins as before as far as it goes. */
  async beginsAsBefore(): Promise<boolean> {
    const { head } = this.#taken;
    const first = await this.#read(0, head.length);
    return first.equals(head.subarray(0, first.length));
  }

  /** The file has other contents now: all of them are to be taken. */
  startOver(): void {
    this.#taken = start;
    this.#scanned = 0;
    this.doubtUntil = Number.POSITIVE_INFINITY;
  }

  /** The first bytes, at most this many. */
  head(length: number): Promise<Buffer> {
    return this.#read(0, length);
  }

  /**
   * Reads whole lines behind those that were taken, up to the end of the file and about `burstBytes`. Ends where the file turns out to have been
   * written anew. They count as taken with `commit`.
   * @param takesRest whether a last line without a newline is one: nobody will end it.
   */
  async *chunks(takesRest: boolean): AsyncGenerator<Chunk> {
    this.#reading = this.#taken;
    const sizeBytes = await this.sizeBytes();
    while (this.#reading.offset < sizeBytes && this.#reading.offset - this.#taken.offset < burstBytes) {
      const { offset } = this.#reading;
      const next = await this.#next(offset, sizeBytes, takesRest);
      // Only what is read while the lines before it are still there belongs to them.
      if (next === null || !(await this.#holds(this.#reading))) return;
      if ("sizeBytes" in next) {
        const end = offset + next.sizeBytes + 1;
        this.#advance(next.head, end, 1, await this.#read(end - printedBytes, printedBytes));
        yield { type: "too_long", ...next, offset, readBytes: end };
      } else {
        const { bytes, isRest } = next;
        this.#advance(
          bytes,
          offset + bytes.length - (isRest ? 1 : 0),
          countLines(bytes),
          bytes.subarray(0, bytes.length - (isRest ? 1 : 0)),
        );
        const skip = offset === 0 && isByteOrderMark(bytes) ? 3 : 0;
        const lines = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + skip, bytes.length - skip);
        yield { type: "lines", bytes: lines, offset, readBytes: this.#reading.offset };
      }
    }
  }

  /** What was read is on disk. @returns whether there was any. */
  commit(): boolean {
    const isMore = this.#reading.offset > this.#taken.offset;
    if (isMore) this.#taken = this.#reading;
    return isMore;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** @returns null while the next line has no end. */
  async #next(
    offset: number,
    sizeBytes: number,
    takesRest: boolean,
  ): Promise<{ bytes: Buffer; isRest: boolean } | { head: Buffer; sizeBytes: number } | null> {
    this.#scanned = Math.max(this.#scanned, offset);
    if (this.#scanned < offset + chunkBytes) {
      const piece = await this.#read(offset, Math.min(chunkBytes, sizeBytes - offset));
      const last = piece.lastIndexOf(newline);
      if (last >= 0) return { bytes: piece.subarray(0, last + 1), isRest: false };
      this.#scanned = offset + piece.length;
    }
    for (;;) {
      const piece = await this.#read(this.#scanned, Math.min(chunkBytes, sizeBytes - this.#scanned));
      const end = piece.indexOf(newline);
      const length = this.#scanned + (end < 0 ? piece.length : end) - offset;
      if (end < 0 && piece.length > 0) {
        this.#scanned += piece.length;
        continue;
      }
      if (end < 0 && !takesRest) return null;
      if (length > maxLineBytes) return { head: await this.#read(offset, quarantinedHeadBytes), sizeBytes: length };
      const bytes = await this.#read(offset, length + 1, length + 1);
      if (end < 0) bytes[length] = newline;
      return { bytes, isRest: end < 0 };
    }
  }

  #advance(first: Buffer, offset: number, lines: number, last: Buffer): void {
    const { head, last: before, lines: earlier } = this.#reading;
    // Copies: the bytes go to another thread.
    this.#reading = {
      offset,
      lines: earlier + lines,
      head: head.length === printedBytes ? head : Buffer.concat([head, first]).subarray(0, Math.min(offset, printedBytes)),
      last: Buffer.from(last.length >= printedBytes ? last.subarray(-printedBytes) : Buffer.concat([before, last]).subarray(-printedBytes)),
    };
  }

  /** @param minBytes of the answer, whatever the file holds. @returns what there is, in a buffer of its own. */
  async #read(offset: number, length: number, minBytes = 0): Promise<Buffer> {
    const at = Math.max(0, offset);
    const wanted = length + Math.min(0, offset);
    if (wanted <= 0) return nothing;
    const bytes = Buffer.allocUnsafeSlow(wanted);
    let done = 0;
    while (done < wanted) {
      const { bytesRead } = await this.#file.read(bytes, done, wanted - done, at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, Math.max(done, minBytes));
  }
}
