import { type FileHandle, stat } from "node:fs/promises";
import { type LockOptions, lockFile } from "./file-lock.ts";

/**
 * Opens a file and takes its lock. Whoever held the lock before may have put another file in its place meanwhile: then that
 * one is opened.
 * @param openFile opens or creates it; called again when the path names another file by the time the lock is had.
 * @throws AssayError of `lockFile`, and what `openFile` throws; nothing stays open then.
 */
export async function openLocked<T extends { file: FileHandle; path: string }>(
  options: LockOptions,
  openFile: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const opened = await openFile();
    try {
      await lockFile(opened.file, opened.path, options);
      if (await isFileAt(opened.path, opened.file)) return opened;
    } catch (thrown) {
      await opened.file.close().catch(() => {});
      throw thrown;
    }
    await opened.file.close();
  }
}

/** Whether the path still names this open file. */
export async function isFileAt(path: string, file: FileHandle): Promise<boolean> {
  const [there, open] = await Promise.all([stat(path).catch(() => null), file.stat()]);
  return there !== null && there.ino === open.ino && there.dev === open.dev;
}
