import type { FileHandle } from "node:fs/promises";
import type { RecordKind } from "../../../contract/index.ts";
import { openRead } from "../files/open-inside.ts";
import { newline } from "../lines/line-bytes.ts";
import { hashLine, type LineHash } from "../records/line-hash.ts";

/** A journal of which each line is a known record of its kind, up to a certain byte. */
export interface ComparableJournal {
  kind: RecordKind;
  path: string;
  endBytes: number;
  /** Where a line with this hash starts; null when there is none. */
  findLine(hash: LineHash): Promise<number | null>;
}

/** Where the next chunk is expected. */
interface Place {
  journal: ComparableJournal;
  file: FileHandle;
  offset: number;
}

/** Chunks that are not looked up after one that was in vain: each time twice as many, at most this. */
const maxSkipped = 256;

const openBrace = 0x7b;

/**
 * Recognises chunks of a file that a journal holds byte for byte, as it does when the file was imported before. Comparing bytes costs a tenth of
 * inspecting and hashing lines. Where a chunk begins in the journal, the index tells by the hash of its first line; the next one is expected behind it.
 */
export class KnownChunks {
  readonly #journals: readonly ComparableJournal[];
  readonly #files = new Map<ComparableJournal, FileHandle>();
  #place: Place | null = null;
  #there: Buffer = Buffer.alloc(0);
  /** Chunks that pass before the next look-up, and after it if that is in vain. */
  #skip = 0;
  #nextSkip = 1;

  constructor(journals: readonly ComparableJournal[]) {
    this.#journals = journals.filter(({ endBytes }) => endBytes > 0);
  }

  /**
   * Chunks have to come in the file's order. @param bytes whole lines, each with its newline.
   * @returns how many lines of which kind, when all of them are in a journal, and none is blank; else null: nothing is known about them.
   * @throws AssayError of the journal or the index.
   */
  async count(bytes: Uint8Array): Promise<{ kind: RecordKind; lines: number } | null> {
    if (this.#journals.length === 0) return null;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const place = this.#place ?? (await this.#lookUp(chunk));
    this.#place = null;
    if (place === null || !(await this.#isSame(chunk, place))) return null;
    const lines = countRecords(chunk);
    if (lines === null) return null;
    this.#place = { ...place, offset: place.offset + chunk.length };
    this.#skip = 0;
    this.#nextSkip = 1;
    return { kind: place.journal.kind, lines };
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }

  async #lookUp(chunk: Buffer): Promise<Place | null> {
    if (this.#skip > 0) {
      this.#skip--;
      return null;
    }
    this.#skip = this.#nextSkip;
    this.#nextSkip = Math.min(maxSkipped, this.#nextSkip * 2);
    const hash = hashLine(chunk.subarray(0, chunk.indexOf(newline)));
    for (const journal of this.#journals) {
      const offset = await journal.findLine(hash);
      if (offset !== null) return { journal, file: await this.#open(journal), offset };
    }
    return null;
  }

  async #open(journal: ComparableJournal): Promise<FileHandle> {
    const file = this.#files.get(journal) ?? (await openRead(journal.path));
    this.#files.set(journal, file);
    return file;
  }

  async #isSame(chunk: Buffer, { journal, file, offset }: Place): Promise<boolean> {
    if (offset + chunk.length > journal.endBytes) return false;
    if (this.#there.length < chunk.length) this.#there = Buffer.allocUnsafeSlow(chunk.length);
    const there = this.#there.subarray(0, chunk.length);
    for (let done = 0; done < there.length; ) {
      const { bytesRead } = await file.read(there, done, there.length - done, offset + done);
      if (bytesRead === 0) return false;
      done += bytesRead;
    }
    return there.equals(chunk);
  }
}

/** How many lines a chunk has; null when one of them does not begin like a record: it may be blank. */
function countRecords(chunk: Buffer): number | null {
  let lines = 0;
  for (let at = 0; at < chunk.length; lines++) {
    if (chunk[at] !== openBrace) return null;
    at = chunk.indexOf(newline, at) + 1;
    if (at === 0) return null;
  }
  return lines;
}
