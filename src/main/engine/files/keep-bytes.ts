import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createNew, pathOfOpenFile, privateFileMode } from "./open-inside.ts";

/**
 * Writes bytes that are about to be cut off an open file to a new file beside it, and fsyncs them. Where the system says where the open file
 * is, the new one is made there: the folder of the path may have become a link.
 * @param path the name for it, in the folder of `from` as it was opened.
 * @returns where they are.
 * @throws EEXIST when anything has that name; AssayError refused when the folder became a link meanwhile.
 */
export async function keepBytes(path: string, bytes: Uint8Array, from: FileHandle): Promise<string> {
  const really = pathOfOpenFile(from);
  const keptAt = really === null ? path : join(dirname(really), basename(path));
  const file = await (really === null ? open(path, "wx", privateFileMode) : createNew(keptAt));
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return keptAt;
}
