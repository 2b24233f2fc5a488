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

/** When leftovers of a crash are removed from each upload folder: several first uploads may arrive at once. */
const swept = new Map<string, Promise<number>>();

export interface UploadFile {
  path: string;
  file: FileHandle;
  /** Removes the file without closing it. */
  remove(): Promise<void>;
}

/**
 * Makes a new file for an upload in `.assay/uploads` of an open workspace. The first call removes what a dead process left there: regular
 * files of that folder, nothing else.
 * @param workspacePath as the session names it.
 * @throws AssayError refused when `.assay` or `uploads` is a link; disk_full, permission, io.
 */
export async function createUpload(workspacePath: string): Promise<UploadFile> {
  const folder = join(await realFolder(workspacePath), cacheFolder, uploadsFolder);
  await makeFolderInside(folder);
  // The workspace is locked, so no other process uses the folder.
  const sweep = swept.get(folder) ?? removeFiles(folder, () => true);
  swept.set(folder, sweep);
  await sweep;
  const path = join(folder, randomBytes(12).toString("hex"));
  return { path, file: await createNew(path), remove: () => removeFile(path) };
}
