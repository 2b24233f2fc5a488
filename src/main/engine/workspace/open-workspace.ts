import { removeDoor } from "../lock/door-address.ts";
import { keepLock } from "../lock/keep-lock.ts";
import { SqlDesk } from "../sql/sql-desk.ts";
import { createFollower } from "./create-follower.ts";
import { ActiveProblems } from "./health.ts";
import {
  createComparing,
  createDesk,
  createExports,
  createGeneration,
  createJudging,
  createSnapshots,
  type Opening,
  openCuration,
  openDatasetChecks,
  openIndex,
  openIngest,
  openModels,
} from "./open-parts.ts";
import { type Door, type OpenOptions, openStorage, readSettings, type UndoStack } from "./open-storage.ts";
import { connectPipeline, Emitter, type PipelineEvents } from "./pipeline.ts";
import { startAggregator } from "./start-aggregator.ts";
import { Workspace } from "./workspace.ts";

/** Up to this lag the index is caught up before opening resolves; above it, views show what is there meanwhile. */
const quickCatchUpBytes = 32 * 1024 * 1024;

/**
 * Opens a workspace: configuration, lock, journals (torn tails cut), index (repaired), curation, models, aggregator.
 * @throws AssayError in_use (with the owner's pid), invalid_config, newer, damaged, permission, refused (the path is a file), io.
 */
export async function openWorkspace(options: OpenOptions): Promise<Workspace> {
  const undo: UndoStack = [];
  try {
    return await open(options, undo);
  } catch (thrown) {
    for (const step of undo.reverse()) await step().catch(() => {});
    throw thrown;
  }
}

async function open(options: OpenOptions, undo: UndoStack): Promise<Workspace> {
  const problems = new ActiveProblems();
  const settings = await readSettings(options);
  const storage = await openStorage(options, settings, undo);
  const events = new Emitter<PipelineEvents>((event, error) => storage.log("error", "listener_failed", { event, error }));
  const opening: Opening = { settings, storage, events, problems, undo };
  const { index, comparisonSearch, executions, queries } = await openIndex(opening);
  const judging = createJudging(opening, index);
  const comparing = createComparing(opening, index);
  const curation = await openCuration(opening, { index, comparisonSearch, judging });
  const dataset = openDatasetChecks(opening, index, curation);
  const snapshots = createSnapshots(opening, curation);
  const generation = createGeneration(opening, index, curation);
  const models = await openModels(opening);
  const ingest = await openIngest(opening, index);
  const exports = createExports(opening, options.importWorkerUrl, { index, executions, curation, judging, collector: ingest.collector });

  const { gate, journals, lock, log, paths, pool, validator } = storage;
  const announce = options.onChange ?? (() => {});
  connectPipeline(events, { index, dataset, judging, comparing, queries, ...ingest, generation, gate, problems, log, announce });
  const stopKeepingLock = keepLock(lock, (lost) => events.emit("lock", lost));
  undo.push(async () => stopKeepingLock());
  const release = async () => {
    stopKeepingLock();
    await storage.closeLog();
    await lock.release();
  };
  const { config, followLinksTo } = settings;
  let door: Door | null = null;
  const opened = {
    ...ingest,
    desk: createDesk(opening, index, ingest, curation),
    index,
    queries,
    comparisonSearch,
    sql: new SqlDesk({
      db: () => index.db,
      stagingFolder: () => index.stagingFolder,
      importWorkerUrl: options.importWorkerUrl,
      inSync: async () => {
        await index.caughtUp();
        await ingest.quarantineIndexing.settled();
      },
    }),
    curation,
    dataset,
    judging,
    comparing,
    snapshots,
    generation,
    models,
    exports,
    journals,
    gate,
    problems,
    events,
    log,
    recentLog: storage.recentLog,
    pool,
    validator,
    closeDoor: async () => door?.close(),
    release,
  };
  const intake = { path: options.path, paths, config, ...opened };
  const parts = { ...opened, follower: await createFollower(intake, settings.stateDir, () => announce("counters")) };
  const workspace = new Workspace({ path: options.path, paths, config, followLinksTo, ...parts });

  if (options.door !== undefined && storage.doorAddress !== null)
    door = await options.door(workspace, storage.doorAddress, lock.id).catch(async (error: unknown) => {
      // Others then find that it does not answer, and do not wait for it; everything else works.
      log("warn", "door_not_open", { error: String(error) });
      await removeDoor(storage.doorAddress ?? "");
      return null;
    });

  // The aggregator recovers executions up to here from the index; later ones it gets from the pipeline.
  const eventsBytes = journals.channels.get("events")?.durableBytes ?? 0;
  const ready = index.start().then(() => startAggregator(parts, eventsBytes));
  void ready
    .then(() => parts.desk.settle())
    .then(
      (lines) => lines > 0 && log("info", "retry_settled", { lines }),
      (error: unknown) => log("warn", "retry_not_settled", { error: String(error) }),
    );
  if (options.waitForIndex !== false || index.status.totalBytes < quickCatchUpBytes) await ready;
  return workspace;
}
