import { dirname, join } from "node:path";
import { makeFolderInside, removeFile } from "../../files/inside.ts";
import { createRowEncoder } from "../../records/csv-row.ts";
import { replacedColumns } from "../../records/index-columns.ts";
import type { Database } from "../../store/duckdb.ts";
import { LoadFile } from "../../store/load-file.ts";
import { newLoadPath, readCsv } from "../../store/load-sql.ts";
import { moveAll } from "../../store/replaced-rows.ts";
import type { CurationLog } from "../state/curation-log.ts";
import { readReplaced } from "../state/replaced-lines.ts";

/** What the index holds is named in its `meta`, written in the transaction of the rows. */
const metaKey = "curation.replaced";

/** Names which lines count; cheap. */
export const toSignature = ({ state }: CurationLog) => [...state.replacements.values()].map(({ id, side }) => `${id} ${side}`).join("\n");

/** Whether the rows that views show are those of the lines that count. */
export async function isReplacedCurrent(db: Database, log: CurationLog): Promise<boolean> {
  const row = await db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [metaKey]);
  return (row?.value ?? "") === toSignature(log);
}

const encode = createRowEncoder(replacedColumns);
const sliceRows = 10_000;

/**
 * Moves rows so that views show those of the lines that count, all of them or none; free where they do already.
 * @throws AssayError of the index, and damaged when a file that the log names is not what it was.
 */
export async function syncReplaced(db: Database, log: CurationLog): Promise<void> {
  if (await isReplacedCurrent(db, log)) return;
  const folder = join(dirname(db.path), "staging");
  await makeFolderInside(folder);
  const file = new LoadFile(newLoadPath(folder), () => {});
  try {
    let rows: string[] = [];
    const flush = () => {
      void file.add([Buffer.from(rows.join(""), "latin1")]);
      rows = [];
    };
    await readReplaced(log.events.path, log.state.replacements, (channel, hash) => {
      rows.push(encode({ channel, ...hash }));
      if (rows.length === sliceRows) flush();
    });
    // Always: DuckDB reads an empty file too, but not one that is not there.
    flush();
    await file.finish();
    await db.write(async (run) => {
      await run("DELETE FROM replaced");
      await run(`INSERT INTO replaced SELECT * FROM ${readCsv(file.path, replacedColumns, 0)}`);
      for (const statement of moveAll()) await run(...statement);
      await run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [metaKey, toSignature(log)]);
    });
  } finally {
    await file.finish().catch(() => {});
    await removeFile(file.path);
  }
}
