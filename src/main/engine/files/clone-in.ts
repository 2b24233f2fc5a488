import { constants } from "node:fs";
import { copyFile, type FileHandle } from "node:fs/promises";
import { makePrivate, removeFile } from "./inside.ts";
import { errnoOf } from "./io-error.ts";
import { inHeldFolder, pathOfOpenFile } from "./open-inside.ts";

/**
 * Makes a new file of the workspace that shares its blocks with an open file, copy on write: at once, and without taking space until one
 * of them changes (btrfs, XFS, APFS; never across disks, never on Windows, where libuv has no such call).
 * @param fromPath where `from` was opened. On Linux the open file itself is cloned, whatever is at its path by now.
 * @returns false where that cannot be done; there is no `target` then, unless it was there before.
 */
export async function cloneIn(from: FileHandle, fromPath: string, target: string): Promise<boolean> {
  const source = pathOfOpenFile(from) === null ? fromPath : `/proc/self/fd/${from.fd}`;
  try {
    // Forced: otherwise the kernel copies the bytes, with no progress and no way to stop it.
    const flags = constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL;
    await inHeldFolder(target, (held) => copyFile(source, held, flags));
    await makePrivate(target);
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) !== "EEXIST") await removeFile(target).catch(() => {});
    return false;
  }
}
