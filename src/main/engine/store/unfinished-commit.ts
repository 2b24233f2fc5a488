import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { removeFile, statInside } from "../files/inside.ts";
import { openInside, openRead } from "../files/open-inside.ts";

/** DuckDB's write-ahead log of a database. */
export const logOf = (path: string): string => `${path}.wal`;

/**
 * The first entry, without size and checksum: field 100 is the type (98: version), field 101 the version (2), 0xffff ends it. Numbers of fields are little-endian.
 * @see https://github.com/duckdb/duckdb/blob/v1.5.5/src/storage/write_ahead_log.cpp
 */
const versionEntry = Buffer.from([0x64, 0, 98, 0x65, 0, 2, 0xff, 0xff]);
/** Each other entry: its size and its checksum, eight bytes each, little-endian; then itself, which begins with its type as above. */
const headBytes = 16;
const typeBytes = 3;
/** A commit ends with `flush`, a checkpoint with `checkpoint`. */
const flush = 100;
const checkpoint = 99;
/** Read at once. Entries are 20 bytes to some megabytes. */
const readBytes = 64 * 1024;

/**
 * Takes back the commit in whose middle the last process was killed, before DuckDB opens the file. DuckDB leaves it out, too, but keeps those of its rows that
 * were written as whole row groups (duckdb/duckdb#25931): they would be there without what was written with them, such as how far a journal was read.
 * @param path of the database, which no process writes.
 * @returns false when its log is of a form that is not known here.
 * @throws AssayError refused; the system's errors.
 */
export async function dropUnfinished(path: string): Promise<boolean> {
  const found = await findUnfinished(path);
  if (found === "unknown") return false;
  if (found === null) return true;
  if (found.endBytes <= versionEntry.length) await removeFile(logOf(path));
  else {
    const { file } = await openInside(logOf(path), constants.O_RDWR);
    try {
      await file.truncate(found.endBytes);
    } finally {
      await file.close();
    }
  }
  return true;
}

/**
 * Looks for a commit that was not finished, at the end of a database's write-ahead log.
 * @returns where the last finished one ends; null when there is nothing behind it.
 * @throws as `dropUnfinished`.
 */
export async function findUnfinished(path: string): Promise<{ endBytes: number } | "unknown" | null> {
  if ((await statInside(logOf(path))) === null) return null;
  const file = await openRead(logOf(path));
  try {
    const { size } = await file.stat();
    if (size === 0) return null;
    const entries = new Entries(file);
    const first = await entries.at(0, versionEntry.length);
    if (!versionEntry.subarray(0, first.length).equals(first)) return "unknown";
    let endBytes = versionEntry.length;
    for (let at = endBytes; ; ) {
      const head = await entries.at(at, headBytes + typeBytes);
      if (head.length < headBytes + typeBytes) break;
      const next = at + headBytes + Number(head.readBigUInt64LE(0));
      // Cut off, or zeros where it was not written yet.
      if (next > size || next < at + headBytes + typeBytes) break;
      const type = head[headBytes + 2];
      if (type === flush || type === checkpoint) endBytes = next;
      at = next;
    }
    return endBytes < size ? { endBytes } : null;
  } finally {
    await file.close();
  }
}

/** Reads a few bytes here and there, mostly forwards. */
class Entries {
  readonly #file: FileHandle;
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @returns fewer at the end of the file. */
  async at(offset: number, length: number): Promise<Buffer> {
    if (offset < this.#from || offset + length > this.#from + this.#bytes.length) {
      const bytes = Buffer.alloc(readBytes);
      const { bytesRead } = await this.#file.read(bytes, 0, readBytes, offset);
      this.#bytes = bytes.subarray(0, bytesRead);
      this.#from = offset;
    }
    return this.#bytes.subarray(offset - this.#from, offset - this.#from + length);
  }
}
