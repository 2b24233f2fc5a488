import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { asideOf } from "../files/aside.ts";
import { checkFile, listFolder, makeFolderInside, makePrivate, removeFile, removeFiles, renameFile, statInside } from "../files/inside.ts";
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

const indexName = "index.duckdb";

async function isCurrent(db: Database): Promise<boolean> {
  try {
    const row = await db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'index_version'");
    return row?.value === String(indexVersion);
  } catch {
    return false;
  }
}

async function createEmpty(path: string, options: Parameters<typeof Database.open>[1]): Promise<Database> {
  for (const old of [path, `${path}.wal`]) await clear(old);
  const db = await Database.open(path, options);
  await makePrivate(path);
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
  const path = join(folder, indexName);
  const staging = join(folder, "staging");
  const emptyStaging = async () => {
    await makeFolderInside(staging);
    // What a crash left half loaded. The folder stays, and what is no file in it, too: it may lead anywhere.
    await removeFiles(staging, () => true);
  };
  const options = { memoryLimitMb, threads: availableParallelism(), temporaryFolder: staging };
  const [removed] = await Promise.all([removeOddFiles(folder, log), emptyStaging()]);
  const existed = (await statInside(path)) !== null;
  if (existed) {
    try {
      const db = await Database.open(path, options);
      if (await isCurrent(db)) return { db, fresh: false, reason: removed };
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
  return { db: await createEmpty(path, options), fresh: true, reason: removed };
}

/**
 * Clears away what DuckDB must not open: it follows links, and waits at a pipe for ever. The index is a cache, so what is in its place is
 * removed (a link itself, never what it leads to) and it is built again.
 * @returns what was removed, in a sentence; null when all is well.
 */
async function removeOddFiles(folder: string, log: Log): Promise<string | null> {
  const sentences: string[] = [];
  for (const { name } of await listFolder(folder)) {
    if (name !== indexName && !name.startsWith(`${indexName}.`)) continue;
    if (name.startsWith(`${indexName}.damaged-`)) continue;
    const path = join(folder, name);
    const why = await checkFile(path).then(
      () => null,
      (thrown: unknown) => (thrown instanceof AssayError ? thrown.message : String(thrown)),
    );
    if (why === null) continue;
    log("warn", "index_file_removed", { path, why });
    await clear(path);
    sentences.push(`${why} It was removed; what the index lacks is read from the journals again.`);
  }
  return sentences.length === 0 ? null : sentences.join(" ");
}

/** Takes a file of the index away; a folder in its place is set aside with everything in it. */
async function clear(path: string): Promise<void> {
  if ((await statInside(path))?.isDirectory()) await renameFile(path, await asideOf(path, "damaged"));
  else await removeFile(path);
}
