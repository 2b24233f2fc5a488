import { join } from "node:path";
import type { Input, Signal, SqlAnswer } from "../../../contract/index.ts";
import type { ReadJournal } from "../files/read-journal.ts";
import { SqlDesk } from "../sql/sql-desk.ts";
import type { Database } from "../store/duckdb.ts";
import { isUnchanged, readProgress } from "../store/progress.ts";
import { QuarantineIndex } from "../store/quarantine-index.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { ReadFiles } from "./read-files.ts";
import type { ReadIndex } from "./read-index.ts";
import { type WantedIndex, wantWholeIndex } from "./whole-index.ts";

export interface AskSqlParts {
  files: ReadFiles;
  pool: WorkerPool;
  openIndex(wanted: WantedIndex): Promise<ReadIndex>;
  importWorkerUrl: URL;
  signal: Signal;
}

/**
 * SQL over a workspace that is only read, which sees what the files say: over its own index if that is in sync, else over a temporary one.
 * @throws AssayError as `SqlDesk.run`, and as opening an index.
 */
export async function askSqlRead(
  { files, pool, openIndex, importWorkerUrl, signal }: AskSqlParts,
  input: Input<"sql.run">,
): Promise<SqlAnswer> {
  const wanted = await wantWholeIndex(files);
  const journal = await files.orEmptyFile(files.journals.quarantine);
  const index = await openIndex({
    ...wanted,
    isCurrent: async (db) => (await wanted.isCurrent(db)) && (await holdsQuarantine(db, journal)),
  });
  if (index.replaced !== null)
    await new QuarantineIndex({ db: index.db, journal, pool, stagingFolder: join(index.scratch, "staging") }).caughtUp();
  const desk = new SqlDesk({ db: () => index.db, importWorkerUrl, stagingFolder: () => index.scratch, inSync: async () => {} });
  return desk.run(input, async () => [], signal);
}

/** Whether the rows of rejected lines say what their file says. */
async function holdsQuarantine(db: Database, { path, durableBytes }: ReadJournal): Promise<boolean> {
  const known = (await readProgress(db)).get("quarantine");
  return (known?.bytes ?? 0) === durableBytes && (known === undefined || (await isUnchanged(path, known)));
}
