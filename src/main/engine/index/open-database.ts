import { lstat, mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import type { Log } from "../log.ts";
import { Database, type DatabaseOptions } from "./duckdb.ts";
import { hasOwnCatalog } from "./index-catalog.ts";
import { markIndex, readValidMark, removeMark } from "./index-mark.ts";
import { createTables, indexVersion } from "./schema.ts";

/**
 * What DuckDB may hold in memory, together with the hashes of all lines that are there: an import of ten million lines
 * stays below 800 MB with it. The rest of what an import takes does not grow.
 */
export const memoryLimitMb = 344;
/** It keeps this much however many hashes there are. */
export const leastMemoryMb = 160;
export const indexName = "index.duckdb";

/** Longest wait for another process that reads the index: a command that answers a question, most likely. */
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
 * @param folder `.assay`; the index is `index.duckdb` in it, staged files are in `staging/`.
 * @returns `fresh` says that everything has to be indexed again, `reason` why when there was an index before.
 * @throws AssayError in_use when another process keeps it open, disk_full, permission, io.
 */
export async function openDatabase(
  folder: string,
  { log, key }: OpenDatabaseOptions,
): Promise<{ db: Database; fresh: boolean; reason: string | null }> {
  const path = join(folder, indexName);
  const staging = join(folder, "staging");
  await withPath(staging, async () => {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true, mode: 0o700 });
  });
  const options: DatabaseOptions = { memoryLimitMb, threads: availableParallelism(), temporaryFolder: staging };
  const existed = await lstat(path).then(
    () => true,
    () => false,
  );
  let refusal: Refusal | null = null;
  if (existed) {
    const opened = await openExisting(folder, options, log, key);
    if ("db" in opened) return { db: opened.db, fresh: false, reason: null };
    refusal = opened;
  }
  return { db: await createEmpty(folder, options, key), fresh: true, reason: refusal?.reason ?? null };
}

async function openExisting(folder: string, options: DatabaseOptions, log: Log, key: Buffer | null): Promise<{ db: Database } | Refusal> {
  const path = join(folder, indexName);
  const refuse = (refusal: Refusal, error?: unknown) => {
    log("warn", "index_refused", { path, reason: refusal.reason, ...(error === undefined ? {} : { error: String(error) }) });
    return refusal;
  };
  // Asked before DuckDB opens it: a link leads out of the workspace, and at a pipe it would wait for ever.
  if (!(await isOwnFile(path))) return refuse(damaged);
  const id = key === null ? null : await readValidMark(folder, path, key);
  if (key !== null && id === null) return refuse(unmarked);
  const walPath = `${path}.wal`;
  if (!(await isOwnFile(walPath))) await withPath(walPath, () => rm(walPath, { recursive: true, force: true }));
  try {
    const db = await openWhenFree(path, options);
    const refusal = await findRefusal(db, id);
    if (refusal === null) return { db };
    await db.close();
    return refuse(refusal);
  } catch (thrown) {
    if (thrown instanceof AssayError && (thrown.code === "disk_full" || thrown.code === "in_use")) throw thrown;
    return refuse(damaged, thrown);
  }
}

/** Why an open index is not one to use, or null. @param id what its mark names; null when there is no mark to compare with. */
export async function findRefusal(db: Database, id: string | null): Promise<Refusal | null> {
  try {
    if (!(await hasOwnCatalog(db))) return (await readMeta(db, "index_version")) === String(indexVersion) ? unmarked : otherVersion;
    if ((await readMeta(db, "index_version")) !== String(indexVersion)) return otherVersion;
    return id === null || (await readMeta(db, "index_id")) === id ? null : unmarked;
  } catch {
    return otherVersion;
  }
}

async function readMeta(db: Database, key: string): Promise<string | undefined> {
  return (await db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [key]))?.value;
}

/**
 * Opens a database that another process may hold for a moment (a command that reads): that is no damage.
 * @param checkOwner throws why waiting is in vain, if so.
 * @throws AssayError in_use when it is held for long.
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
  for (const old of [path, `${path}.wal`]) await withPath(old, () => rm(old, { recursive: true, force: true }));
  const db = await Database.open(path, options);
  const id = key === null ? null : await withPath(path, () => markIndex(folder, path, key));
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql);
    await run("INSERT INTO meta VALUES ('index_version', ?)", [String(indexVersion)]);
    if (id !== null) await run("INSERT INTO meta VALUES ('index_id', ?)", [id]);
  });
  return db;
}

/** Whether it is a regular file with one name, or not there at all. Links are not followed. */
export async function isOwnFile(path: string): Promise<boolean> {
  const there = await lstat(path).catch(() => null);
  return there === null || (there.isFile() && there.nlink === 1);
}
