import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AssayError, type ChannelName, type Signal } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { copyFileOut, removeFile, statInside } from "../files/inside.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import { hasRules, type IndexedJournal } from "../store/check-journals.ts";
import type { Database } from "../store/duckdb.ts";
import { readValidMark } from "../store/index-mark.ts";
import { IndexStore } from "../store/index-store.ts";
import { findRefusal, indexName, isOwnFile, memoryLimitMb, openWhenFree } from "../store/open-database.ts";
import { isUnchanged, readProgress } from "../store/progress.ts";
import { findUnfinished, logOf } from "../store/unfinished-commit.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** An index that is in sync with the journals. */
export interface ReadIndex {
  db: Database;
  /** Why it is not the workspace's own index, in a sentence; null when it is. */
  replaced: string | null;
  /** A private folder that the database may read. */
  scratch: string;
  close(): Promise<void>;
}

export interface ReadIndexOptions {
  /** `.assay` of the workspace: read, never written. */
  cache: string;
  /** Marks this machine's indexes; null when there is no key yet, so no index counts as its own. */
  key: Buffer | null;
  /** A private folder outside the workspace. */
  scratch: string;
  /** Channels that the index has to cover. */
  channels: readonly ChannelName[];
  journals: ReadonlyMap<ChannelName, IndexedJournal>;
  pool: WorkerPool;
  strict: boolean;
  isOwnWrite: IsOwnWrite;
  /** Whether rows derived from other files (decisions) are up to date. */
  isCurrent?(db: Database): Promise<boolean>;
  /** Updates those rows, in a writable index. */
  bringUpToDate?(db: Database): Promise<void>;
  /** Called when the workspace's own index cannot be used and another is built, which may take long. */
  onBuild(reason: string): void;
  /** Throws when the workspace may not be read now. */
  checkOwner(): Promise<void>;
  log: Log;
  signal?: Signal;
}

const missing = "The workspace has no index yet.";
const unusable = "The index of the workspace is damaged, of another version, or not made by this Assay.";
const behind = "The index of the workspace is not in sync with its files.";

/**
 * Opens the workspace's own index for reading if this machine made it and it is in sync with the journals. Otherwise builds one in the
 * scratch folder: a copy that is caught up, or a new one.
 * @throws AssayError in_use, disk_full, cancelled, io …
 */
export async function openReadIndex(options: ReadIndexOptions): Promise<ReadIndex> {
  const own = await openOwn(options);
  if ("db" in own) {
    const isUsed = await isInSync(own.db, options).catch(async (thrown: unknown) => {
      await own.db.close();
      throw thrown;
    });
    if (isUsed) return { db: own.db, replaced: null, scratch: options.scratch, close: () => own.db.close() };
    await own.db.close();
  }
  const replaced = "db" in own ? behind : own.reason;
  options.onBuild(replaced);
  if ("db" in own) await copyIndex(options);
  return { ...(await buildIndex(options)), replaced, scratch: options.scratch };
}

async function openOwn({ cache, key, scratch, checkOwner }: ReadIndexOptions): Promise<{ db: Database } | { reason: string }> {
  const path = join(cache, indexName);
  const folder = await statInside(cache);
  if (!folder?.isDirectory() || (await statInside(path)) === null) return { reason: missing };
  const mark = key === null ? null : await readValidMark(cache, path, key);
  if (mark === null || !(await isOwnFile(path)) || !(await isOwnFile(logOf(path)))) return { reason: unusable };
  try {
    const options = { memoryLimitMb, threads: availableParallelism(), temporaryFolder: scratch, readOnly: true };
    const db = await openWhenFree(path, options, checkOwner);
    if ((await findRefusal(db, mark)) === null) return { db };
    await db.close();
    return { reason: unusable };
  } catch (thrown) {
    if (thrown instanceof AssayError && thrown.code === "damaged") return { reason: unusable };
    throw thrown;
  }
}

async function isInSync(db: Database, { channels, journals, isCurrent, strict }: ReadIndexOptions): Promise<boolean> {
  // It is read, never mended: what a killed commit left is taken back in the copy.
  if ((await findUnfinished(db.path)) !== null || !(await hasRules(db, strict))) return false;
  const progress = await readProgress(db);
  for (const channel of channels) {
    const journal = journals.get(channel);
    const indexed = progress.get(channel);
    if ((indexed?.bytes ?? 0) !== (journal?.durableBytes ?? 0)) return false;
    if (journal && indexed && !(await isUnchanged(journal.path, indexed))) return false;
  }
  return (await isCurrent?.(db)) ?? true;
}

/** Removes the copy again when the index was written meanwhile; a new index is built then. */
async function copyIndex({ cache, scratch, checkOwner }: ReadIndexOptions): Promise<void> {
  const names = [indexName, logOf(indexName)];
  const state = async () =>
    JSON.stringify(
      await Promise.all(
        names.map((name) => statInside(join(cache, name)).then((there) => there && [there.ino, there.size, there.mtimeNs].map(String))),
      ),
    );
  const before = await state();
  for (const name of names) {
    await copyFileOut(join(cache, name), join(scratch, name));
  }
  await checkOwner();
  if ((await state()) !== before) for (const name of names) await removeFile(join(scratch, name));
}

async function buildIndex(options: ReadIndexOptions): Promise<Pick<ReadIndex, "db" | "close">> {
  const { scratch, channels, journals, pool, strict, isOwnWrite, log, signal } = options;
  const store = await IndexStore.open({
    folder: scratch,
    key: null,
    journals: new Map([...journals].filter(([channel]) => channels.includes(channel))),
    pool,
    strict,
    isOwnWrite,
    log,
    onLoaded: () => {},
    onStatus: () => {},
  });
  try {
    await options.bringUpToDate?.(store.db);
    await untilAborted(store.caughtUp(), signal);
    return { db: store.db, close: () => store.close() };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

async function untilAborted(work: Promise<void>, signal: Signal | undefined): Promise<void> {
  if (!signal) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AssayError("cancelled", "Stopped before the index was read in; nothing was changed."));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
    // It rejects too once the store is closed; that error is not reported twice.
    work.catch(() => {});
  }
}
