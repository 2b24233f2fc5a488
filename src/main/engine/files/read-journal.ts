import { errnoOf, ioError } from "./io-error.ts";
import { resolveLinkedFile } from "./linked-file.ts";
import { openRead } from "./open-inside.ts";
import { endOfJournal } from "./torn-tail.ts";

/** A journal opened for reading only. */
export interface ReadJournal {
  readonly path: string;
  /** End of its last whole line; 0 when there is no such file. */
  readonly durableBytes: number;
  /** Bytes after that: a line that a crash cut short, or that is being written. */
  readonly tornBytes: number;
  readonly startBytes: number;
  readonly replacements: number;
}

/**
 * Inspects a journal without changing anything: no file is made, a torn last line stays.
 * @param followLinksTo absolute paths of folders that a symbolic link may lead into; `path` is then the target's.
 * @throws AssayError refused (a link, a file with a second name, a folder, a pipe, a device, a giant without line ends), permission, io.
 */
export async function openForReading(path: string, followLinksTo: readonly string[] = []): Promise<ReadJournal> {
  const target = await resolveLinkedFile(path, followLinksTo);
  try {
    const file = await openRead(target);
    try {
      const { size } = await file.stat();
      const durableBytes = await endOfJournal(file, target, size);
      return { path: target, durableBytes, tornBytes: size - durableBytes, startBytes: durableBytes, replacements: 0 };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return { path: target, durableBytes: 0, tornBytes: 0, startBytes: 0, replacements: 0 };
    throw ioError(thrown, target);
  }
}
