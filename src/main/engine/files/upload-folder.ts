import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { makeFolderInside, removeFile, removeFiles } from "./inside.ts";
import { realFolder } from "./named-file.ts";
import { createNew } from "./open-inside.ts";

/** The workspace's folder for what can be made again. */
export const cacheFolder = ".assay";
/** In `cacheFolder`. */
export const uploadsFolder = "uploads";

/** Upload folders of this process, and when each is rid of what a crash left behind: the first uploads come several at once. */
const swept = new Map<string, Promise<number>>();

export interface UploadFile {
  path: string;
  file: FileHandle;
  /** Closes nothing; takes the file away. */
  remove(): Promise<void>;
}

/**
 * Makes a new file for an upload in `.assay/uploads` of an open workspace. At the first one, what was left there by a process that is
 * gone is cleared away: regular files of that folder, nothing else.
 * @param workspacePath as the session names it.
 * @throws AssayError refused when `.assay` or `uploads` is a link; disk_full, permission, io.
 */
export async function createUpload(workspacePath: string): Promise<UploadFile> {
  const folder = join(await realFolder(workspacePath), cacheFolder, uploadsFolder);
  await makeFolderInside(folder);
  // The workspace is locked, so nobody else is at work here.
  const sweep = swept.get(folder) ?? removeFiles(folder, () => true);
  swept.set(folder, sweep);
  await sweep;
  const path = join(folder, randomBytes(12).toString("hex"));
  return { path, file: await createNew(path), remove: () => removeFile(path) };
}
