import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isBelow } from "./linked-file.ts";

/**
 * The real path of a file below `root` that an address names.
 * @param encoded the path of the address as it came, percent-encoded, beginning with "/"; "/" alone is index.html.
 * @returns null when it is not a regular file, has a part "." or "..", a NUL or a backslash, is wrongly encoded, or leads out of `root` by a
 * link.
 */
export async function fileInside(root: string, encoded: string): Promise<string | null> {
  const name = decode(encoded);
  if (name === null) return null;
  if (!name.startsWith("/") || /[\0\\]/.test(name) || name.split("/").some((part) => part === ".." || part === ".")) return null;
  // A folder is never served, and a file's address does not end like one.
  if (name !== "/" && name.endsWith("/")) return null;
  const wanted = resolve(root, `.${name === "/" ? "/index.html" : name}`);
  if (!isBelow(root, wanted)) return null;
  try {
    // Links are followed before the second look, so that none inside the folder can lead out of it.
    const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)]);
    return isBelow(realRoot, real) && (await stat(real)).isFile() ? real : null;
  } catch {
    return null;
  }
}

function decode(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
