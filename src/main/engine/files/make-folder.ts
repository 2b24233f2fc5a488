import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "./io-error.ts";

/**
 * Makes a folder that a person or a program names, with missing parents; a link to a folder counts as one. Not `mkdir` with `recursive`,
 * which loops for ever where the parent exists and the system still answers ENOENT (`/proc`).
 * @param mode permissions of new folders, before the umask.
 * @returns the first folder that was new, undefined when all were there.
 * @throws AssayError refused (a file is in its place), permission, disk_full …
 */
export async function makeFolder(path: string, mode = 0o777): Promise<string | undefined> {
  try {
    await mkdir(path, { mode });
    return path;
  } catch (thrown) {
    if (errnoOf(thrown) === "EEXIST") return refuseUnlessFolder(path);
    const parent = dirname(path);
    if (errnoOf(thrown) !== "ENOENT" || parent === path) throw ioError(thrown, path);
    const first = await makeFolder(parent, mode);
    if (first === undefined) {
      // Another process may have made the parent, or the folder itself, meanwhile.
      await mkdir(path, { mode }).catch((again) => {
        if (errnoOf(again) !== "EEXIST") throw cannotBeMade(again, path);
      });
      return path;
    }
    return (await makeFolder(path, mode)) === undefined ? undefined : first;
  }
}

async function refuseUnlessFolder(path: string): Promise<undefined> {
  const there = await stat(path).catch((thrown) => {
    throw ioError(thrown, path);
  });
  if (there.isDirectory()) return undefined;
  throw new AssayError("refused", `${path} is a file; it has to be a folder.`, {
    where: path,
    fix: "Move the file away, or choose another place.",
  });
}

function cannotBeMade(thrown: unknown, path: string): AssayError {
  if (errnoOf(thrown) !== "ENOENT") return ioError(thrown, path);
  return new AssayError("refused", `${path} cannot be made: ${dirname(path)} takes no folders.`, {
    where: path,
    fix: "Choose another place.",
    cause: thrown,
  });
}
