import { AssayError } from "../../../contract/index.ts";

/**
 * Refuses a workspace path with a question mark. DuckDB takes what follows a `?` for a URL query and puts its write-ahead log at `….wal?…`,
 * outside the workspace; it resolves links first, so a link to the folder does not help.
 * @param path the workspace, with all links resolved.
 * @throws AssayError refused.
 */
export function refuseQuestionMark(path: string): void {
  if (!path.includes("?")) return;
  throw new AssayError("refused", `The path of this workspace holds a question mark, which its index cannot have: ${path}`, {
    where: path,
    fix: "Rename the folder. Nothing was written.",
  });
}
