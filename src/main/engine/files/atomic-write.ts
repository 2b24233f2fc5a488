import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ioError } from "./io-error.ts";
import { Journal } from "./journal.ts";

/** Makes a rename or a new file in `folder` survive power loss. Windows cannot open folders and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a whole file so that a reader, or a crash at any moment, sees the old file or the new one.
 * Temporary file in the same folder, fsync, rename, fsync of the folder.
 * @param content the bytes or text, or a function that writes to the open temporary file (for contents too large to hold).
 * @throws AssayError disk_full, permission, io …; the old file is then untouched and nothing is left behind.
 */
export async function atomicWriteFile(path: string, content: string | Uint8Array | ((file: FileHandle) => Promise<void>)): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      if (typeof content === "function") await content(file);
      else await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {});
    throw ioError(thrown, path);
  }
}

/**
 * Appends whole lines to a file and fsyncs: when it resolves, they survive `kill -9` and power loss. Costs what the
 * lines cost, never what the file costs. A torn last line found on opening is cut off and kept aside first.
 * @param lines without their newlines; each becomes one line.
 * @throws AssayError when a line holds a newline, or the file cannot be written; the file then ends as it did.
 */
export async function atomicAppend(path: string, lines: readonly (string | Uint8Array)[]): Promise<void> {
  const { journal } = await Journal.open(path);
  try {
    if (lines.length > 0) await journal.append(lines.map(toLine)).durable;
  } finally {
    await journal.close();
  }
}

const newline = 10;

/** A line's bytes with its newline. */
export function toLine(line: string | Uint8Array): Buffer {
  const bytes = typeof line === "string" ? Buffer.from(line, "utf8") : line;
  if (bytes.includes(newline)) throw new TypeError("a line to append holds a newline");
  const out = Buffer.allocUnsafe(bytes.length + 1);
  out.set(bytes);
  out[bytes.length] = newline;
  return out;
}
