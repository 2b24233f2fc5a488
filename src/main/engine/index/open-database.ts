import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import type { Log } from "../log.ts";
import { Database } from "./duckdb.ts";
import { createTables, indexVersion } from "./schema.ts";

/**
 * What DuckDB may hold in memory, together with the hashes of all lines that are there: an import of ten million lines
 * stays below 800 MB with it. The rest of what an import takes does not grow.
 */
export const memoryLimitMb = 344;
/** It keeps this much however many hashes there are. */
export const leastMemoryMb = 160;

async function isCurrent(db: Database): Promise<boolean> {
  try {
    const row = await db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'index_version'");
    return row?.value === String(indexVersion);
  } catch {
    return false;
  }
}

async function createEmpty(path: string, options: Parameters<typeof Database.open>[1]): Promise<Database> {
  for (const old of [path, `${path}.wal`]) await withPath(old, () => rm(old, { recursive: true, force: true }));
  const db = await Database.open(path, options);
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql);
    await run("INSERT INTO meta VALUES ('index_version', ?)", [String(indexVersion)]);
  });
  return db;
}

/**
 * Opens the index of a workspace, or starts an empty one when it is missing, damaged or of another version: everything in it
 * comes back from the journals.
 * @param folder `.assay`; the index is `index.duckdb` in it, staged files are in `staging/`.
 * @returns `fresh` says that everything has to be indexed again, `reason` why when there was an index before.
 */
export async function openDatabase(folder: string, log: Log): Promise<{ db: Database; fresh: boolean; reason: string | null }> {
  const path = join(folder, "index.duckdb");
  const staging = join(folder, "staging");
  await withPath(staging, async () => {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
  });
  const options = { memoryLimitMb, threads: availableParallelism(), temporaryFolder: staging };
  const existed = (await readdir(folder)).includes("index.duckdb");
  if (existed) {
    try {
      // DuckDB would wait at a pipe for ever.
      if (!(await stat(path)).isFile()) throw new AssayError("damaged", `${path} is not a regular file.`, { where: path });
      const db = await Database.open(path, options);
      if (await isCurrent(db)) return { db, fresh: false, reason: null };
      await db.close();
    } catch (thrown) {
      if (thrown instanceof AssayError && thrown.code === "disk_full") throw thrown;
      log("warn", "index_damaged", { path, error: thrown instanceof Error ? thrown.message : String(thrown) });
      return { db: await createEmpty(path, options), fresh: true, reason: "The index was damaged and is built again from the journals." };
    }
    return {
      db: await createEmpty(path, options),
      fresh: true,
      reason: "The index was of another version and is built again from the journals.",
    };
  }
  return { db: await createEmpty(path, options), fresh: true, reason: null };
}
