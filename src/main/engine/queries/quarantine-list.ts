import type { Output, QuarantineEntry } from "../../../contract/index.ts";
import { AssayError } from "../../../contract/index.ts";
import { parseQuarantineLine, type Quarantine } from "../collector/quarantine.ts";
import { readRange } from "../files/read-range.ts";
import { readLinesBackwards } from "../lines/backwards.ts";
import { decodeCursor, encodeCursor, isOffset } from "./cursor.ts";

/** An entry holds at most 16 MiB of a line, escaped. */
const maxLineBytes = 256 * 1024 * 1024;

const list = "quarantine";

/**
 * Entries of quarantine.jsonl, newest first.
 * @throws AssayError invalid_argument for a cursor of another list, or beyond the end of the file; damaged, io …
 */
export async function listQuarantine(
  quarantine: { journal: Pick<Quarantine["journal"], "path" | "durableBytes">; total: number },
  input: { cursor?: string; limit: number },
): Promise<Output<"quarantine.list">> {
  const { path, durableBytes } = quarantine.journal;
  const toOffset = ([offset]: unknown[]) => (isOffset(offset) && offset <= durableBytes ? offset : undefined);
  /** Where the last entry read starts: just after the next one. */
  let end = decodeCursor(list, input.cursor, toOffset) ?? durableBytes;
  const rows: QuarantineEntry[] = [];
  const read = (offset: number, length: number) => readRange(path, offset, length);
  const lines = readLinesBackwards(read, end, maxLineBytes, () => tooLong(path, end));
  for await (const { bytes, offset } of lines) {
    const entry = parseQuarantineLine(bytes.toString("utf8"), offset);
    if (entry) rows.push(entry);
    end = offset;
    if (rows.length >= input.limit) break;
  }
  return { rows, nextCursor: end > 0 ? encodeCursor(list, end) : null, total: quarantine.total };
}

function tooLong(path: string, end: number): AssayError {
  return new AssayError("damaged", `${path} has a line of more than ${maxLineBytes} bytes before byte ${end}.`, {
    where: path,
    fix: "Move the file away, or take that line out.",
  });
}
