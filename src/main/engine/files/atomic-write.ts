import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ioError } from "./io-error.ts";

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
 * @param beforeRename called with the path of the whole new file, before it takes the old one's place.
 * @throws AssayError disk_full, permission, io …; the old file is then untouched and nothing is left behind.
 */
export async function atomicWriteFile(
  path: string,
  content: string | Uint8Array | ((file: FileHandle) => Promise<void>),
  beforeRename?: (temporaryPath: string) => Promise<void>,
): Promise<void> {
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
    await beforeRename?.(temporary);
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {});
    throw ioError(thrown, path);
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
