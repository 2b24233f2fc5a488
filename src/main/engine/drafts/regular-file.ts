import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";

/**
 * Opens a file that a stranger may have put there: never follows a link, never waits for a FIFO or a device, and takes only a regular
 * file with one name and a bounded size. The caller closes the handle.
 * @param maxBytes the largest size that is taken.
 * @throws AssayError not_found; refused (a link, several names, not a regular file); over_limit; permission, io …
 */
export async function openRegularFile(
  path: string,
  maxBytes: number,
): Promise<{ file: FileHandle; sizeBytes: number; modifiedAtMs: number }> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((thrown: unknown) => {
    if (errnoOf(thrown) === "ELOOP") throw refused(path, "is a symbolic link");
    throw ioError(thrown, path);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(path, "is not a regular file");
    if (stats.nlink !== 1) throw refused(path, "has more than one name (hard links)");
    if (stats.size > maxBytes) {
      throw new AssayError("over_limit", `${path} has ${stats.size} bytes; at most ${maxBytes} are read.`, { where: path });
    }
    return { file, sizeBytes: stats.size, modifiedAtMs: stats.mtimeMs };
  } catch (thrown) {
    await file.close();
    throw ioError(thrown, path);
  }
}

/** Reads at most `maxBytes` of an open file from its beginning. */
export async function readFrom(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const bytes = Buffer.alloc(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const { bytesRead } = await file.read(bytes, length, maxBytes - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function refused(path: string, why: string): AssayError {
  return new AssayError("refused", `${path} ${why}.`, { where: path, fix: "Move it out of the workspace." });
}
