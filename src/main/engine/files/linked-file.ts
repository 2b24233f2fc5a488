import { lstat, realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { AssayError } from "../../../contract/index.ts";

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Where a dataset file of a workspace really is. A link is followed only into a folder that the settings of this machine allow.
 * @param followLinksTo absolute paths of folders.
 * @returns `path` itself unless it is a link, else the real path of its target.
 * @throws AssayError refused, naming the setting.
 */
export async function resolveLinkedFile(path: string, followLinksTo: readonly string[]): Promise<string> {
  const isLink = await lstat(path).then(
    (there) => there.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return path;
  const target = await realpath(path).catch(() => null);
  for (const folder of target === null ? [] : followLinksTo) {
    const allowed = await realpath(folder).catch(() => null);
    if (allowed !== null && target !== null && isBelow(allowed, target)) return target;
  }
  throw new AssayError("refused", `${path} is a link${target === null ? " that leads to nothing" : ` to ${target}`}.`, {
    where: path,
    fix: "Replace it by a file. If it is your own, allow the folder of its target on this machine: assay config --machine follow_links_to=FOLDER.",
  });
}
