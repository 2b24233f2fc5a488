import { AssayError } from "../../../contract/index.ts";

/**
 * Refuses a workspace whose index DuckDB would put elsewhere: it takes what follows a `?` for the query of an address and puts its
 * write-ahead log at `….wal?…` outside the workspace. It follows links first, so another name does not help.
 * @param path the workspace, every link on it followed.
 * @throws AssayError refused.
 */
export function refuseQuestionMark(path: string): void {
  if (!path.includes("?")) return;
  throw new AssayError("refused", `The path of this workspace holds a question mark, which its index cannot have: ${path}`, {
    where: path,
    fix: "Rename the folder. Nothing was written.",
  });
}
