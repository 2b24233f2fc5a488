import { AssayError, type Output, type Signal } from "../../../contract/index.ts";
import { readRange } from "../files/read-range.ts";
import type { Database } from "../store/duckdb.ts";

const maxCharacters = 1_000_000;

/** Where the execution at this offset is in its journal; undefined when none starts there. */
export function findExecution(db: Database, off: number, signal?: Signal): Promise<{ off: number; len: number } | undefined> {
  return db.get<{ off: number; len: number }>("SELECT off, len FROM executions WHERE off = ?::BIGINT LIMIT 1", [off], signal);
}

/**
 * Reads one execution whole from its journal.
 * @param journal path of events.jsonl; null when the channel is switched off.
 * @throws AssayError not_found when no record starts at that offset.
 */
export async function rawExecution(
  db: Database,
  journal: string | null,
  offset: number,
  signal?: Signal,
): Promise<Output<"executions.get">> {
  const place = await findExecution(db, offset, signal);
  if (!place || journal === null)
    throw new AssayError("not_found", `No execution starts at byte ${offset}.`, { where: "/offset", fix: "Choose one of the list." });
  const raw = (await readRange(journal, offset, place.len)).toString("utf8");
  return { offset, sizeBytes: place.len, raw: raw.slice(0, maxCharacters), cut: raw.length > maxCharacters, file: journal };
}
