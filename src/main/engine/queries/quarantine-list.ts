import type { Output, QuarantineEntry } from "../../../contract/index.ts";
import { AssayError } from "../../../contract/index.ts";
import { parseQuarantineLine, type Quarantine } from "../collector/quarantine.ts";
import { readRange } from "../files/read-range.ts";
import { newline } from "../lines/line-bytes.ts";

const firstStepBytes = 256 * 1024;
/** An entry holds at most 16 MiB of a line, escaped. */
const maxStepBytes = 256 * 1024 * 1024;

/** Reads quarantine.jsonl from its end backwards: newest first. The cursor is the offset to go on before. */
export async function listQuarantine(
  quarantine: Quarantine,
  input: { cursor?: string; limit: number },
): Promise<Output<"quarantine.list">> {
  let end = input.cursor === undefined ? quarantine.journal.durableBytes : Number(input.cursor);
  if (!Number.isSafeInteger(end) || end < 0 || end > quarantine.journal.durableBytes) {
    throw new AssayError("invalid_argument", "The cursor is not one that quarantine.list answered.", { where: "/cursor" });
  }
  const rows: QuarantineEntry[] = [];
  let stepBytes = firstStepBytes;
  while (end > 0 && rows.length < input.limit) {
    const start = Math.max(0, end - stepBytes);
    const bytes = await readRange(quarantine.journal.path, start, end - start);
    let lineEnd = bytes.length;
    while (lineEnd > 0 && rows.length < input.limit) {
      const before = bytes.lastIndexOf(newline, lineEnd - 2);
      // The first line of a step may have begun before it.
      if (before < 0 && start > 0) break;
      const entry = parseQuarantineLine(bytes.toString("utf8", before + 1, lineEnd - 1), start + before + 1);
      if (entry) rows.push(entry);
      lineEnd = before + 1;
    }
    if (lineEnd === bytes.length && stepBytes >= maxStepBytes) throw noEntries(quarantine.journal.path, end);
    if (lineEnd === bytes.length) stepBytes *= 4;
    end = start + lineEnd;
  }
  return { rows, nextCursor: end > 0 ? String(end) : null, total: quarantine.total };
}

function noEntries(path: string, end: number): AssayError {
  return new AssayError("damaged", `${path} has a line of more than ${maxStepBytes} bytes before byte ${end}.`, {
    where: path,
    fix: "Move the file away, or take that line out.",
  });
}
