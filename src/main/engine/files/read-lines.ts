import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { type Line, LineSplitter, type ReadBytes, readSteps } from "../lines/forwards.ts";
import { ioError } from "./io-error.ts";
import { openRead } from "./open-inside.ts";

/** No line that Assay writes comes near it; a longer one would only fill the memory. */
export const maxHeldBytes = 512 * 1024 * 1024;

/** Reads an open file for the readers of lines/. */
export function toReadBytes(file: FileHandle): ReadBytes {
  return async (offset, length) => {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  };
}

/**
 * Reads the lines of a workspace file, about a megabyte of them at a time; a torn tail is left out. Lines of one slice share its buffer:
 * use them before asking for the next slice, or copy them.
 * @param from where a line starts. @param to just after a newline; later bytes are not read.
 * @throws AssayError not_found, permission, refused (not a regular file, or a link), damaged (a line of more than 512 MiB), io …
 */
export async function* readLines(path: string, from = 0, to = Number.POSITIVE_INFINITY): AsyncGenerator<Line[]> {
  let file: FileHandle | undefined;
  try {
    file = await openRead(path);
    const splitter = new LineSplitter(from);
    for await (const step of readSteps(toReadBytes(file), from, to)) {
      const lines = splitter.push(step);
      if (splitter.pendingBytes > maxHeldBytes) throw tooLong(path, splitter.end()?.offset ?? 0);
      if (lines.length > 0) yield lines;
    }
  } catch (thrown) {
    throw ioError(thrown, path);
  } finally {
    await file?.close();
  }
}

export function tooLong(path: string, offset: number): AssayError {
  return new AssayError("damaged", `${path} has a line of more than ${maxHeldBytes} bytes at byte ${offset}.`, {
    where: path,
    fix: "Move the file away, or take that line out.",
  });
}
