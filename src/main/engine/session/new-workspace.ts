import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { listNamed } from "../files/named-file.ts";
import { privateFolderMode } from "../files/open-inside.ts";

/**
 * Makes an empty folder for a workspace of that name, readable by this user alone.
 * @returns its path.
 * @throws AssayError invalid_argument when it cannot be a folder's name; refused when the name is taken.
 */
export async function makeWorkspaceFolder(parent: string, name: string): Promise<string> {
  const safe = name.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(safe) || safe.endsWith(".")) {
    throw new AssayError("invalid_argument", `${JSON.stringify(name)} cannot be a folder's name.`, {
      where: "/name",
      fix: "Use letters, digits, spaces, dots, dashes and underscores.",
    });
  }
  const path = join(parent, safe);
  await withPath(path, async () => {
    await makeFolder(path, privateFolderMode);
    if ((await listNamed(path)).length > 0)
      throw new AssayError("refused", `There is a workspace called ${safe} already.`, {
        where: "/name",
        fix: "Choose another name, or open that one.",
      });
  });
  return path;
}
