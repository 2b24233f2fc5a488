import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** Whether `path` lies below `root`. Both absolute; compared as parsed paths, never as text. */
function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The real path of a file below `root` that an address names.
 * @param name the decoded path of the address, beginning with "/"; "/" alone is index.html.
 * @returns null when it is not a regular file, has a part "." or "..", a NUL or a backslash, or leads out of `root` by a link.
 */
export async function fileInside(root: string, name: string): Promise<string | null> {
  if (!name.startsWith("/") || /[\0\\]/.test(name) || name.split("/").some((part) => part === ".." || part === ".")) return null;
  // A folder is never served, and a file's address does not end like one.
  if (name !== "/" && name.endsWith("/")) return null;
  const wanted = resolve(root, `.${name === "/" ? "/index.html" : name}`);
  if (!isInside(root, wanted)) return null;
  try {
    // Links are followed before the second look, so that none inside the folder can lead out of it.
    const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)]);
    return isInside(realRoot, real) && (await stat(real)).isFile() ? real : null;
  } catch {
    return null;
  }
}
