import { constants } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { errnoOf } from "./io-error.ts";
import { resolveLinkedFile } from "./linked-file.ts";
import { openAppend } from "./open-inside.ts";
import { describeEntry, notAFile } from "./refused-place.ts";

/** The open file of a journal. */
export interface JournalFile {
  file: FileHandle;
  /** Where it is: appends, rewrites and reads go there. Of a link that was followed, its target. */
  path: string;
  isNew: boolean;
  /** Whether it has this one name only. A torn last line of another file is never cut. */
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
      // Nearly always it is no link, and asking first would only take time.
      const target = await resolveLinkedFile(path, followLinksTo);
      if (target === path) throw thrown;
      return { ...(await openOwnJournal(target)), isOwn: false };
    }
  };

/** "a+", without waiting for the other end of a fifo. */
const appending = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NONBLOCK ?? 0);

/** Opens a file that a program names: links are followed. @param mode of a new file; the umask takes its share. */
export const openNamedJournal =
  (mode = 0o666): OpenJournalFile =>
  async (path) => {
    const there = await stat(path).catch(() => null);
    // Asked first: to open a device may do something already, and /dev/null would take every line and acknowledge it.
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
