import type { Stats } from "node:fs";
import { type FileHandle, lstat, open, realpath, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { syncFolder } from "./durable-write.ts";
import { removeFile, renameFile } from "./inside.ts";
import { errnoOf, ioError } from "./io-error.ts";
import { createNew, lstatOrNull, privateFileMode, refuseUnlessOwnFile, refuseUnlessRealFolder } from "./open-inside.ts";
import { describeEntry, notAFile } from "./refused-place.ts";
import { renameRetrying } from "./rename-retrying.ts";
import { temporaryPath } from "./temporary.ts";

/** New contents: bytes, text, or a function that writes to the open temporary file (for contents too large for memory). */
export type Content = string | Uint8Array | ((file: FileHandle) => Promise<void>);

/**
 * Writes a whole file so that a reader, or a crash at any moment, sees the old file or the new one.
 * Temporary file in the same folder, fsync, rename, fsync of the folder.
 * The path is one that a program names: a link at it is followed and stays. A file that is replaced keeps its permissions and, as
 * far as the system allows, its owner.
 * @param options.mode permissions of a new file, of which the umask takes its share. Default 0o666, as for any file a program writes.
 * @throws AssayError disk_full, permission, refused (a folder, a pipe, a device), io …; the old file is then untouched and nothing is left behind.
 */
export async function atomicWriteFile(path: string, content: Content, options: { mode?: number } = {}): Promise<void> {
  try {
    const old = await statOrNull(path);
    if (old !== null && !old.isFile()) throw notAFile(path, describeEntry(old));
    // Nobody else may read it before it has the permissions of the old one.
    const mode = old === null ? (options.mode ?? 0o666) : privateFileMode;
    await replace(await writablePath(path, old !== null), content, {
      old,
      makeTemporary: (temporary) => open(temporary, "wx", mode),
      moveTemporary: renameRetrying,
      removeTemporary: (temporary) => rm(temporary, { force: true }),
    });
  } catch (thrown) {
    throw ioError(thrown, path);
  }
}

/**
 * Writes a whole file of a workspace, as `atomicWriteFile` does. No link is followed, and a new file is its owner's alone.
 * @param beforeRename called with the path of the whole new file, before it takes the old one's place.
 * @throws AssayError as `atomicWriteFile`, refused for a link and a file with other names too.
 */
export async function atomicWriteInside(
  path: string,
  content: Content,
  beforeRename?: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  try {
    await refuseUnlessRealFolder(path);
    const there = await lstatOrNull(path);
    if (there !== null) await refuseUnlessOwnFile(there, path, {});
    await replace(path, content, {
      old: there === null ? null : await lstat(path),
      makeTemporary: createNew,
      beforeRename,
      // What was written may have taken minutes, in which the folder became a link: nothing of another folder is replaced.
      moveTemporary: renameFile,
      removeTemporary: removeFile,
    });
  } catch (thrown) {
    throw ioError(thrown, path);
  }
}

interface ReplaceOptions {
  /** What stands at the path, whose permissions and owner the new file takes over. */
  old: Stats | null;
  makeTemporary(path: string): Promise<FileHandle>;
  beforeRename?: ((temporaryPath: string) => Promise<void>) | undefined;
  moveTemporary(from: string, to: string): Promise<void>;
  removeTemporary(path: string): Promise<void>;
}

async function replace(path: string, content: Content, options: ReplaceOptions): Promise<void> {
  const { old, makeTemporary, beforeRename, moveTemporary, removeTemporary } = options;
  const folder = dirname(path);
  const temporary = temporaryPath(folder);
  try {
    const file = await makeTemporary(temporary);
    try {
      if (typeof content === "function") await content(file);
      else await file.writeFile(content);
      if (old !== null) await takeOver(file, old);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeRename?.(temporary);
    await moveTemporary(temporary, path);
    await syncFolder(folder);
  } catch (thrown) {
    await removeTemporary(temporary).catch(() => {});
    throw thrown;
  }
}

const permissionBits = 0o777;
const groupBits = 0o070;

/** Gives the new file the old one's owner, where the system allows it, and its permissions. */
async function takeOver(file: FileHandle, old: Stats): Promise<void> {
  const now = await file.stat();
  let isGroupKept = now.gid === old.gid;
  if (now.uid !== old.uid || !isGroupKept) {
    const isChanged = await file.chown(old.uid, old.gid).then(
      () => true,
      () => false,
    );
    // Only an administrator gives files away; a group of one's own can be kept by anybody.
    isGroupKept ||= isChanged || (await isDone(file.chown(now.uid, old.gid)));
  }
  // The permissions of a group are not meant for another group.
  const mode = old.mode & permissionBits & ~(isGroupKept ? 0 : groupBits);
  await file.chmod(mode);
}

const isDone = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Where to write so that a link stays a link. */
async function writablePath(path: string, exists: boolean): Promise<string> {
  if (exists) return realpath(path);
  // A dangling link: what it names cannot be told for certain, so it is not written through.
  if ((await lstatOrNull(path)) === null) return path;
  throw new AssayError("refused", `${path} is a symbolic link that leads to nothing.`, {
    where: path,
    fix: "Remove the link, or make the file it names.",
  });
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
}
