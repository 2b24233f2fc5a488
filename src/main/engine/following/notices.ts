import { basename, dirname, join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { shellWord } from "../containers/container.ts";
import type { Place } from "./place.ts";

/** What is said of followed files whose lines may be missing. */

/** Whether a file can never be followed as it is: what is not readable now, or not writable, is tried again. */
export const isForGood = ({ code }: AssayError): boolean => code === "refused" || code === "unrecognised" || code === "invalid_argument";

/** The file that was at the path was removed or compressed while nobody followed. @param maybe paths of files that may hold lines from then on. */
export function toGone(name: string, { offset }: Place, maybe: readonly string[]): AssayError {
  const beside = maybe.map((path) => shellWord(join(dirname(name), basename(path)))).join(" ");
  const fix =
    beside === ""
      ? "If you have it elsewhere, import it: lines that are here already count as duplicates."
      : `What lies beside it may hold them: ${formatCommand(`import ${beside}`)}. Lines that are here already count as duplicates.`;
  return new AssayError("not_found", `${name}: the file that was read to byte ${offset} is gone; lines after that may be missing.`, {
    where: name,
    fix,
  });
}

/** A file that was at the path in the meantime cannot be read. */
export function toUnread(name: string, path: string, { message }: AssayError): AssayError {
  const unread = join(dirname(name), basename(path));
  return new AssayError("not_found", `${unread} was ${name} for a while and was not read: ${message}`, {
    where: path,
    fix: `See whether it can be imported, with ${formatCommand(`import ${shellWord(unread)}`)}.`,
  });
}
