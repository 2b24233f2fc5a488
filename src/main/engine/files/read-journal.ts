import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "./io-error.ts";
import { endOfLastLine } from "./torn-tail.ts";

/** A journal that is only read: what of it counts, and what a writer would cut off. */
export interface ReadJournal {
  readonly path: string;
  /** Where its last whole line ends, in bytes; 0 when there is no such file. */
  readonly durableBytes: number;
  /** Bytes after that: a line that a crash, or a writer that is at it, left unfinished. */
  readonly tornBytes: number;
  readonly startBytes: number;
  readonly replacements: number;
}

/**
 * Looks at a journal without changing anything: no file is made, a torn last line stays. Links are not followed, and nothing is waited for.
 * @throws AssayError refused (a link, a file with a second name, a folder, a pipe, a device), permission, io.
 */
export async function openForReading(path: string): Promise<ReadJournal> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      const there = await file.stat();
      if (!there.isFile()) throw notReadable(path, there.isDirectory() ? "a folder" : "no regular file");
      if (there.nlink > 1) throw notReadable(path, "a file that has another name elsewhere (a hard link)");
      const durableBytes = await endOfLastLine(file, there.size);
      return { path, durableBytes, tornBytes: there.size - durableBytes, startBytes: durableBytes, replacements: 0 };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return { path, durableBytes: 0, tornBytes: 0, startBytes: 0, replacements: 0 };
    if (errnoOf(thrown) === "ELOOP") throw notReadable(path, "a link");
    throw ioError(thrown, path);
  }
}

function notReadable(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a file of this workspace alone.`, {
    where: path,
    fix: "Put a copy of the file in its place.",
  });
}
