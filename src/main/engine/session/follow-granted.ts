import { basename } from "node:path";
import { AssayError, type ImportKind } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import type { Follower } from "../following/follower.ts";
import type { UsableFile } from "./grants.ts";

/** Follows files that a person chose, until they are stopped. @returns their ids. @throws AssayError refused for a temporary copy; io when it cannot be kept. */
export async function followFiles(follower: Follower, files: readonly UsableFile[], kind: ImportKind): Promise<string[]> {
  const copy = files.find(({ isCopy }) => isCopy);
  if (copy !== undefined) {
    for (const file of files) await file.done();
    throw new AssayError("refused", `A browser hands over a copy of ${copy.name}, which nobody appends to.`, {
      fix: `Run: ${formatCommand("follow FILE --keep")}`,
    });
  }
  const ids: string[] = [];
  for (const { path, name } of files) ids.push((await follower.keep({ as: "file", path, name, kind, plan: null, answers: {} })).id);
  return ids;
}

/** The same for all files of a folder. */
export async function followFolder(follower: Follower, path: string, kind: ImportKind): Promise<string> {
  return (await follower.follow({ as: "folder", path, name: basename(path), kind, plan: null, answers: {} }, true)).id;
}
