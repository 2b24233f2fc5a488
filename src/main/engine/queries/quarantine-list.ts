import { AssayError, type Input, type Output, type QuarantineEntry } from "../../../contract/index.ts";
import { bytesOf, parseQuarantineLine, type QuarantineRecord, toEntry } from "../collector/quarantine-line.ts";
import { readRange, readRanges } from "../files/read-range.ts";
import type { Database } from "../store/duckdb.ts";
import { decodeCursor, encodeCursor, isOffset } from "./cursor.ts";

/** What the questions about rejected lines are answered from: rows that are caught up, and the file itself. */
export interface QuarantineSource {
  db: Database;
  /** quarantine.jsonl */
  path: string;
}

/** Entries that are on the list. */
export const isOpen = "state = 'open' AND purge IS NULL";

/** Where an entry is in the file; JSON of its findings where it was tried again since, else null. */
export interface Place {
  off: number;
  len: number;
  findings: string | null;
}

/** A page ends early at this: an entry holds up to 16 MiB of a line, escaped. */
const maxPageBytes = 64 * 1024 * 1024;

/**
 * Open entries: of a group in the order of the file, else newest first.
 * @throws AssayError invalid_argument for a cursor of another list; damaged, io …
 */
export async function listQuarantine(
  { db, path }: QuarantineSource,
  { group, cursor, limit }: Input<"quarantine.list">,
): Promise<Output<"quarantine.list">> {
  const list = group ? "quarantine group" : "quarantine";
  const toOffset = ([offset]: unknown[]) => (isOffset(offset) ? offset : undefined);
  const from = decodeCursor(list, cursor, toOffset);
  const inGroup = group ? " AND source = ? AND reason = ?" : "";
  const ofGroup = group ? [group.source, group.reason] : [];
  const [{ total } = { total: 0 }] = await db.all<{ total: number }>(
    `SELECT count(*) AS total FROM quarantine WHERE ${isOpen}${inGroup}`,
    ofGroup,
  );
  const places = await db.all<Place>(
    `SELECT off, len, findings FROM quarantine WHERE ${isOpen}${inGroup}${from === undefined ? "" : ` AND off ${group ? ">" : "<"} ?`}
     ORDER BY off ${group ? "" : "DESC"} LIMIT ?`,
    [...ofGroup, ...(from === undefined ? [] : [from]), limit + 1],
  );
  const rows: QuarantineEntry[] = [];
  let bytes = 0;
  for (const place of places.slice(0, limit)) {
    if (rows.length > 0 && bytes + place.len > maxPageBytes) break;
    bytes += place.len;
    rows.push(toEntry(await readRecord(path, place), place.off));
  }
  const last = rows.at(-1);
  const hasMore = rows.length < places.length;
  return { rows, nextCursor: hasMore && last ? encodeCursor(list, last.offset) : null, total };
}

/** An entry with its whole line, for editing. @throws AssayError not_found, over_limit (it cannot be edited). */
export async function getQuarantined(source: QuarantineSource, offset: number): Promise<Output<"quarantine.get">> {
  const record = await findOpenRecord(source, offset);
  const entry = toEntry(record, offset);
  if (!entry.canEdit)
    throw new AssayError("over_limit", "This line cannot be edited here: it is not text, not kept whole, or longer than 1 MiB.", {
      where: String(offset),
      fix: "Correct it in its own file, and import that.",
    });
  return { entry, text: bytesOf(record).toString("utf8") };
}

/** @throws AssayError not_found when it is not on the list (any more). */
export async function findOpenRecord({ db, path }: QuarantineSource, offset: number): Promise<QuarantineRecord> {
  const place = await db.get<Place>(`SELECT off, len, findings FROM quarantine WHERE off = ? AND ${isOpen}`, [offset]);
  if (place === undefined) throw notOpen(offset);
  return readRecord(path, place);
}

const notOpen = (offset: number) =>
  new AssayError("not_found", "This line is not in quarantine any more.", {
    where: String(offset),
    fix: "It became a record, or was dismissed or purged.",
  });

/** Entries read together: neighbours share a read. */
const readAtOnce = 200;
const readAtOnceBytes = 8 * 1024 * 1024;

/** Entries at places, in their order, a few at a time, with their newest findings. @throws AssayError damaged when the file holds something else there by now. */
export async function* readRecords(
  path: string,
  places: readonly Place[],
): AsyncGenerator<{ off: number; len: number; record: QuarantineRecord }> {
  for (let at = 0; at < places.length; ) {
    let bytes = 0;
    const ranges = [];
    const first = at;
    for (; at < places.length && ranges.length < readAtOnce && (ranges.length === 0 || bytes < readAtOnceBytes); at++) {
      const { off, len } = places[at] as (typeof places)[number];
      ranges.push({ offset: off, length: len });
      bytes += len;
    }
    const lines = await readRanges(path, ranges);
    for (const [i, line] of lines.entries()) {
      const place = places[first + i] as Place;
      yield { off: place.off, len: place.len, record: parseRecord(path, place, line) };
    }
  }
}

/** @throws AssayError damaged when the file holds something else there by now. */
async function readRecord(path: string, place: Place): Promise<QuarantineRecord> {
  return parseRecord(path, place, await readRange(path, place.off, place.len));
}

function parseRecord(path: string, { off, findings }: Place, line: Buffer): QuarantineRecord {
  const read = parseQuarantineLine(line.toString("utf8"));
  if (read && "entry" in read)
    return findings === null ? read.entry : { ...read.entry, findings: JSON.parse(findings) as QuarantineRecord["findings"] };
  throw new AssayError("damaged", `${path} was changed: there is no entry at byte ${off}.`, {
    where: path,
    fix: "Close the workspace and open it again.",
  });
}
