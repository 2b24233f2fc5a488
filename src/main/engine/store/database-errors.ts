import { AssayError } from "../../../contract/index.ts";

/** What DuckDB's failures mean, told by their messages: it has no codes for them. */

/** DuckDB's error for a file that another process has open; on Windows it is the system's. */
const isLockConflict = (detail: string) => /Could not set lock on file|being used by another process/.test(detail);

/** Why the file at `path` cannot be opened: disk_full, in_use by another process, or damaged. */
export function toOpenError(path: string, thrown: unknown): AssayError {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (detail.includes("No space left on device"))
    return new AssayError("disk_full", `The index ${path} cannot be written: the disk is full.`, {
      where: path,
      fix: "Free some space and open the workspace again.",
      cause: thrown,
    });
  if (isLockConflict(detail)) {
    const pid = /\(PID (\d+)\)/.exec(detail)?.[1];
    return new AssayError("in_use", `The index ${path} is in use by ${pid === undefined ? "another process" : `process ${pid}`}.`, {
      where: path,
      fix: "Wait until that process has ended, or end it, and try again.",
      cause: thrown,
    });
  }
  return new AssayError("damaged", `The index ${path} cannot be opened: ${detail.split("\n")[0]}`, { where: path, cause: thrown });
}

/** DuckDB's own message: `Database` says of every error that the index could not be read, with DuckDB's as its cause. */
export function readDuckDbMessage(thrown: unknown): string {
  const cause = thrown instanceof AssayError && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Nobody waits for the answer any more. */
export function queryCancelled(): AssayError {
  return new AssayError("cancelled", "The query was cancelled because nobody waits for it any more.");
}
