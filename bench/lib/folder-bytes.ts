import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of the files below a folder whose path ends so; 0 where there is none. */
export async function folderBytes(folder: string, ending = ""): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
