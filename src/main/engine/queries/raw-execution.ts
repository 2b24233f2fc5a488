import { AssayError, type Output, type Signal } from "../../../contract/index.ts";
import { readRange } from "../files/read-range.ts";
import type { Database } from "../store/duckdb.ts";

const maxCharacters = 1_000_000;

/** Where the execution at this offset is in its journal; undefined when none starts there. */
export function findExecution(db: Database, off: number, signal?: Signal): Promise<{ off: number; len: number } | undefined> {
  return db.get<{ off: number; len: number }>("SELECT off, len FROM executions WHERE off = ?::BIGINT LIMIT 1", [off], signal);
}

/** The whole line of the execution at this offset. @throws AssayError as `rawExecution`. */
export async function executionLine(
  db: Database,
  journal: string | null,
  offset: number,
  signal?: Signal,
): Promise<{ raw: string; sizeBytes: number; file: string }> {
  const place = await findExecution(db, offset, signal);
  if (!place || journal === null)
    throw new AssayError("not_found", `No execution starts at byte ${offset}.`, { where: "/offset", fix: "Choose one of the list." });
  return { raw: (await readRange(journal, offset, place.len)).toString("utf8"), sizeBytes: place.len, file: journal };
}

/**
 * Reads one execution for display from its journal.
 * @param journal path of events.jsonl; null when the channel is switched off.
 * @throws AssayError not_found when no record starts at that offset.
 */
export async function rawExecution(
  db: Database,
  journal: string | null,
  offset: number,
  signal?: Signal,
): Promise<Output<"executions.get">> {
  const { raw, sizeBytes, file } = await executionLine(db, journal, offset, signal);
  return { offset, sizeBytes, raw: raw.slice(0, maxCharacters), cut: raw.length > maxCharacters, file };
}
