import { constants } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { errnoOf } from "./io-error.ts";
import { resolveLinkedFile } from "./linked-file.ts";
import { openAppend } from "./open-inside.ts";
import { describeEntry, notAFile } from "./refused-place.ts";

/** The open file of a journal. */
export interface JournalFile {
  file: FileHandle;
  /** Path for appends, rewrites and reads: the target, if a link was followed. */
  path: string;
  isNew: boolean;
  /** Whether this is its only name. A torn last line is cut only then. */
  isOwn: boolean;
}

/** Opens or creates the file of a journal. */
export type OpenJournalFile = (path: string) => Promise<JournalFile>;

/** Opens journals of a workspace: no link is followed. @throws AssayError refused. */
export const openOwnJournal: OpenJournalFile = async (path) => {
  return { ...(await openAppend(path)), path, isOwn: true };
};

/**
 * Opens dataset files of a workspace: a link is followed into the folders that this machine allows.
 * @param followLinksTo absolute paths of folders.
 */
export const openDatasetJournal =
  (followLinksTo: readonly string[]): OpenJournalFile =>
  async (path) => {
    try {
      return await openOwnJournal(path);
    } catch (thrown) {
      // It is nearly always a regular file: looking for a link first would cost a call each time.
      const target = await resolveLinkedFile(path, followLinksTo);
      if (target === path) throw thrown;
      return { ...(await openOwnJournal(target)), isOwn: false };
    }
  };

/** "a+" that does not block on a FIFO. */
const appending = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NONBLOCK ?? 0);

/** Opens a file that a program names: links are followed. @param mode of a new file, before the umask. */
export const openNamedJournal =
  (mode = 0o666): OpenJournalFile =>
  async (path) => {
    const there = await stat(path).catch(() => null);
    // Before opening: opening a device may have effects, and /dev/null would acknowledge every line.
    if (there && !there.isFile()) throw notAFile(path, describeEntry(there));
    const file = await open(path, appending, mode).catch((thrown: unknown) => {
      throw errnoOf(thrown) === "EISDIR" ? notAFile(path, "a folder") : thrown;
    });
    try {
      const opened = await file.stat();
      if (!opened.isFile()) throw notAFile(path, describeEntry(opened));
      const isLink = (await lstat(path)).isSymbolicLink();
      return { file, path, isNew: there === null, isOwn: !isLink && opened.nlink <= 1 };
    } catch (thrown) {
      await file.close().catch(() => {});
      throw thrown;
    }
  };
