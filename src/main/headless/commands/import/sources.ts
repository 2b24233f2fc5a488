import { dirname, join, relative, resolve } from "node:path";
import { listFilesBelow, statNamed } from "../../../engine/index.ts";

/** A file to import. */
export interface Source {
  path: string;
  /** As it was named; behind a folder, its place in it. */
  name: string;
  isInFolder: boolean;
  /** The files of the import that lie in the same folder, this one too: some say something about others. One list for all of them. */
  beside: readonly { path: string; name: string }[];
}

const maxFilesInFolder = 100_000;

/** Lists what is to be imported: files as they are named, and the files in folders. What is not there stays, and fails on its own. @param cwd where relative names start. */
export async function listSources(named: readonly string[], cwd: string): Promise<Source[]> {
  const found: Omit<Source, "beside">[] = [];
  for (const name of named) {
    const path = resolve(cwd, name);
    const isFolder = await statNamed(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) found.push({ path, name, isInFolder: false });
    else
      for (const inner of await listFilesBelow(path, maxFilesInFolder))
        found.push({ path: inner, name: join(name, relative(path, inner)), isInFolder: true });
  }
  const byFolder = new Map<string, { path: string; name: string }[]>();
  for (const { path, name } of found) {
    const there = byFolder.get(dirname(path));
    if (there) there.push({ path, name });
    else byFolder.set(dirname(path), [{ path, name }]);
  }
  return found.map((source) => ({ ...source, beside: byFolder.get(dirname(source.path)) ?? [] }));
}
