import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { findBackupPath } from "../files/backup.ts";
import { checkFile, listFolder, makeFolderInside, makePrivate, removeFile, removeFiles, renameFile, statInside } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import { Database, type DatabaseOptions } from "./duckdb.ts";
import { hasOwnCatalog } from "./index-catalog.ts";
import { markIndex, readValidMark, removeMark } from "./index-mark.ts";
import { createTables, indexVersion } from "./schema.ts";
import { dropUnfinished, findUnfinished } from "./unfinished-commit.ts";

/**
 * Memory for DuckDB and the hashes of all lines together: with it, an import of ten million lines stays below 800 MB. The rest of what an
 * import takes does not grow.
 */
export const memoryLimitMb = 344;
/** DuckDB keeps this much however many hashes there are. */
export const minMemoryMb = 160;
export const indexName = "index.duckdb";

/** Longest wait for another process that reads the index, most likely a command answering a question. */
const readerWaitMs = 5000;
const readerPollMs = 50;

export interface OpenDatabaseOptions {
  log: Log;
  /** Marks the index as this machine's (index-mark.ts). null: the folder is private to this process and needs no mark. */
  key: Buffer | null;
}

type Refusal = { reason: string };
const damaged: Refusal = { reason: "The index was damaged and is built again from the journals." };
const otherVersion: Refusal = { reason: "The index was of another version and is built again from the journals." };
const unmarked: Refusal = { reason: "The index was not made by this Assay for this folder and is built again from the journals." };

/**
 * Opens the index of a workspace, or starts an empty one when it is missing, damaged, of another version or not made by this machine:
 * everything in it comes back from the journals.
 * @param folder `.assay`; the index is `index.duckdb` in it, load files are in `staging/`.
 * @returns `fresh` says that everything has to be indexed again, `reason` why when there was an index before.
 * @throws AssayError in_use when another process keeps it open, disk_full, permission, io.
 */
export async function openDatabase(
  folder: string,
  { log, key }: OpenDatabaseOptions,
): Promise<{ db: Database; fresh: boolean; reason: string | null }> {
  const path = join(folder, indexName);
  const staging = join(folder, "staging");
  const emptyStaging = async () => {
    await makeFolderInside(staging);
    // Load files that a crash left behind. The folder itself stays, and so does anything in it that is not a file: it may be a link.
    await removeFiles(staging, () => true);
  };
  const options: DatabaseOptions = { memoryLimitMb, threads: availableParallelism(), temporaryFolder: staging };
  const [removed] = await Promise.all([removeOddFiles(folder, log), emptyStaging()]);
  let refusal: Refusal | null = null;
  if ((await statInside(path)) !== null) {
    const opened = await openExisting(folder, options, log, key);
    if ("db" in opened) return { db: opened.db, fresh: false, reason: removed };
    refusal = opened;
  }
  return { db: await createEmpty(folder, options, key), fresh: true, reason: refusal?.reason ?? removed };
}

async function openExisting(folder: string, options: DatabaseOptions, log: Log, key: Buffer | null): Promise<{ db: Database } | Refusal> {
  const path = join(folder, indexName);
  const refuse = (refusal: Refusal, error?: unknown) => {
    log("warn", "index_refused", { path, reason: refusal.reason, ...(error === undefined ? {} : { error: String(error) }) });
    return refusal;
  };
  const mark = key === null ? null : await readValidMark(folder, path, key);
  if (key !== null && mark === null) return refuse(unmarked);
  try {
    if ((await findUnfinished(path)) !== null) {
      // Waits until nobody writes: an index that is open elsewhere may be in the middle of a commit.
      await (await openWhenFree(path, { ...options, readOnly: true })).close();
      if (!(await dropUnfinished(path))) return refuse(damaged, "its write-ahead log has an unknown form");
    }
    const db = await openWhenFree(path, options);
    const refusal = await findRefusal(db, mark);
    if (refusal === null) return { db };
    await db.close();
    return refuse(refusal);
  } catch (thrown) {
    if (thrown instanceof AssayError && (thrown.code === "disk_full" || thrown.code === "in_use")) throw thrown;
    return refuse(damaged, thrown);
  }
}

/** Why an open index must not be used, or null. @param mark of `readValidMark`; null when there is none to compare with. */
export async function findRefusal(db: Database, mark: { id: string; isUntouched: boolean } | null): Promise<Refusal | null> {
  try {
    if (!mark?.isUntouched && !(await hasOwnCatalog(db)))
      return (await readMeta(db, "index_version")) === String(indexVersion) ? unmarked : otherVersion;
    if ((await readMeta(db, "index_version")) !== String(indexVersion)) return otherVersion;
    return mark === null || (await readMeta(db, "index_id")) === mark.id ? null : unmarked;
  } catch {
    return otherVersion;
  }
}

async function readMeta(db: Database, key: string): Promise<string | undefined> {
  return (await db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [key]))?.value;
}

/**
 * Opens a database that another process, such as a reading command, may hold for a moment.
 * @param checkOwner throws if waiting is pointless, and says why.
 * @throws AssayError in_use when it is held for more than 5 s.
 */
export async function openWhenFree(
  path: string,
  options: DatabaseOptions,
  checkOwner: () => Promise<void> = async () => {},
): Promise<Database> {
  for (const startedAt = performance.now(); ; ) {
    try {
      return await Database.open(path, options);
    } catch (thrown) {
      const isHeld = thrown instanceof AssayError && thrown.code === "in_use";
      if (!isHeld) throw thrown;
      await checkOwner();
      if (performance.now() - startedAt > readerWaitMs) throw thrown;
      await wait(readerPollMs);
    }
  }
}

async function createEmpty(folder: string, options: DatabaseOptions, key: Buffer | null): Promise<Database> {
  const path = join(folder, indexName);
  await removeMark(folder);
  // The last two are names that DuckDB has for logs while it tidies them up; it would read one into the new file.
  for (const end of ["", ".wal", ".wal.checkpoint", ".wal.recovery"]) await clear(`${path}${end}`);
  const db = await Database.open(path, options);
  await makePrivate(path);
  const id = key === null ? null : await withPath(path, () => markIndex(folder, path, key));
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql);
    await run("INSERT INTO meta VALUES ('index_version', ?)", [String(indexVersion)]);
    if (id !== null) await run("INSERT INTO meta VALUES ('index_id', ?)", [id]);
  });
  return db;
}

/**
 * Removes what DuckDB must not open: it follows links and blocks on a pipe for ever. A link itself is removed, never what it leads to; the
 * index is a cache and is built again.
 * @returns a sentence about what was removed; null when nothing was.
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

/** Removes a file of the index; a folder in its place is renamed and kept. */
async function clear(path: string): Promise<void> {
  if ((await statInside(path))?.isDirectory()) await renameFile(path, await findBackupPath(path, "damaged"));
  else await removeFile(path);
}

/** Whether it is a regular file with a single name, or absent. Links are not followed. */
export async function isOwnFile(path: string): Promise<boolean> {
  return checkFile(path).then(
    () => true,
    () => false,
  );
}

/**
 * Refuses a workspace path with a question mark. DuckDB takes what follows a `?` for a URL query and puts its write-ahead log at `….wal?…`,
 * outside the workspace; it resolves links first, so a link to the folder does not help.
 * @param path the workspace, with all links resolved.
 * @throws AssayError refused.
 */
export function refuseQuestionMark(path: string): void {
  if (!path.includes("?")) return;
  throw new AssayError("refused", `The path of this workspace holds a question mark, which its index cannot have: ${path}`, {
    where: path,
    fix: "Rename the folder. Nothing was written.",
  });
}
