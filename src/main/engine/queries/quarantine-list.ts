import type { Output, QuarantineEntry } from "../../../contract/index.ts";
import { AssayError } from "../../../contract/index.ts";
import { parseQuarantineLine, type Quarantine } from "../collector/quarantine.ts";
import { readRange } from "../files/read-range.ts";
import { readLinesBackwards } from "../lines/backwards.ts";

/** An entry holds at most 16 MiB of a line, escaped. */
const maxLineBytes = 256 * 1024 * 1024;

/** Entries of quarantine.jsonl, newest first. The cursor is the offset of the last entry answered. */
export async function listQuarantine(
  quarantine: Quarantine,
  input: { cursor?: string; limit: number },
): Promise<Output<"quarantine.list">> {
  let end = input.cursor === undefined ? quarantine.journal.durableBytes : Number(input.cursor);
  if (!Number.isSafeInteger(end) || end < 0 || end > quarantine.journal.durableBytes) {
    throw new AssayError("invalid_argument", "The cursor is not one that quarantine.list answered.", { where: "/cursor" });
  }
  const rows: QuarantineEntry[] = [];
  const read = (offset: number, length: number) => readRange(quarantine.journal.path, offset, length);
  const lines = readLinesBackwards(read, end, maxLineBytes, () => tooLong(quarantine.journal.path, end));
  for await (const { bytes, offset } of lines) {
    const entry = parseQuarantineLine(bytes.toString("utf8"), offset);
    if (entry) rows.push(entry);
    end = offset;
    if (rows.length >= input.limit) break;
  }
  return { rows, nextCursor: end > 0 ? String(end) : null, total: quarantine.total };
}

function tooLong(path: string, end: number): AssayError {
  return new AssayError("damaged", `${path} has a line of more than ${maxLineBytes} bytes before byte ${end}.`, {
    where: path,
    fix: "Move the file away, or take that line out.",
  });
}
