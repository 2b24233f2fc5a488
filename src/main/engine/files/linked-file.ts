import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { ioError } from "./io-error.ts";
import { lstatOrNull } from "./open-inside.ts";
import { linkRefused } from "./refused-place.ts";

/** Whether `path` lies below `folder`. Both absolute; compared as parsed paths, never as text. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Resolves a dataset file or the configuration of a workspace. A link is followed only into folders that the machine settings allow; a
 * workspace cannot allow any.
 * @param followLinksTo absolute paths of folders.
 * @returns `path` itself unless it is a link, else the real path of its target. The target is checked when it is opened.
 * @throws AssayError refused, naming the link's target and the setting.
 */
export async function resolveLinkedFile(path: string, followLinksTo: readonly string[]): Promise<string> {
  const there = await lstatOrNull(path).catch((thrown: unknown) => {
    throw ioError(thrown, path);
  });
  if (!there?.isSymbolicLink()) return path;
  const target = await realpath(path).catch(() => null);
  if (target === null) throw await linkRefused(path, "It leads to nothing: remove the link, or make the file it names.");
  for (const folder of followLinksTo) {
    const allowed = await realpath(folder).catch(() => null);
    if (allowed !== null && isBelow(allowed, target)) return target;
  }
  const refused = await linkRefused(path);
  throw new AssayError("refused", refused.message, {
    where: path,
    fix: `Replace the link by a file. If it is your own, allow the folder of its target on this machine: set "follow_links_to" in machine.json of Assay's state folder (${formatCommand("config --machine follow_links_to=FOLDER")} does that).`,
  });
}
