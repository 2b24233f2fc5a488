import type { FileHandle } from "node:fs/promises";
import { isFileAt } from "./open-locked.ts";

/**
 * Writes the new file with `atomicWriteFile` or `atomicWriteInside`.
 * @param hold call before the last bytes are read: resolves with the old file's size in bytes once nothing is being written. From then on the
 * old file does not change, and what is appended waits for the new one.
 * @param claim locks the new file; call it with its temporary path, before it gets its name.
 */
export type WriteReplacement = (hold: () => Promise<number>, claim: (path: string) => Promise<void>) => Promise<void>;

/** What replacing its file needs of a journal. */
export interface ReplacedJournal {
  readonly path: string;
  isClosed(): boolean;
  hold(): Promise<number>;
  /** Opens and locks. */
  openNext(path: string): Promise<FileHandle>;
  /** Goes on with another file. */
  take(file: FileHandle): Promise<void>;
  /** Ends `hold`. */
  release(): void;
}

/** Replaces a journal's whole file without losing an append. When `write` throws, the old file goes on. */
export async function replaceJournal(journal: ReplacedJournal, write: WriteReplacement): Promise<void> {
  let claimed: FileHandle | null = null;
  try {
    await write(
      () => journal.hold(),
      async (path) => {
        claimed = await journal.openNext(path);
      },
    );
    if (journal.isClosed()) return;
    const next = claimed as FileHandle | null;
    const isClaimed = next !== null && (await isFileAt(journal.path, next));
    const file = isClaimed ? next : await journal.openNext(journal.path);
    if (isClaimed) claimed = null;
    await journal.take(file);
  } finally {
    await (claimed as FileHandle | null)?.close().catch(() => {});
    journal.release();
  }
}
