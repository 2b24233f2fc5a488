import { basename, join, resolve } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { Throttler } from "../async/throttler.ts";
import type { Log } from "../base/log.ts";
import { toolVersion } from "../base/version.ts";
import { DataCollector } from "../collector/collector.ts";
import { createChannels } from "../collector/create-collector.ts";
import { Quarantine } from "../collector/quarantine.ts";
import { effectiveMaxModelBytes, loadConfig, resolveOutputFolder, toCapError } from "../config/load-config.ts";
import { machineSettingsInForce } from "../config/machine-settings.ts";
import { findRealPath } from "../config/output-folder.ts";
import { defaultStateDir } from "../config/state-dir.ts";
import { Curation } from "../curation/curation.ts";
import { createSampleJudge } from "../curation/projections/sample-judge.ts";
import { checkFile } from "../files/inside.ts";
import type { Journal, WriteGate } from "../files/journal.ts";
import { keepLock } from "../lock/keep-lock.ts";
import { acquireLock } from "../lock/lock.ts";
import { removeLeftovers } from "../models/model-folder.ts";
import { ModelStore } from "../models/model-store.ts";
import { loadOnnx } from "../models/native.ts";
import { CachedQueries } from "../queries/cached-queries.ts";
import { comparisonsByKey } from "../queries/comparison-detail.ts";
import { ExecutionSearch } from "../queries/search/execution-search.ts";
import { keyOfHash } from "../records/line-hash.ts";
import { countedLines } from "../store/counted-lines.ts";
import { ensureIndexKey } from "../store/index-key.ts";
import { refuseQuestionMark } from "../store/index-path.ts";
import { IndexStore } from "../store/index-store.ts";
import { readProgress } from "../store/progress.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "./chunk-jobs.ts";
import { openLogFile } from "./log-file.ts";
import { createAggregator, startAggregator } from "./start-aggregator.ts";
import { maxViewStateBytes } from "./view-state.ts";
import { type Change, Workspace } from "./workspace.ts";
import { closeJournals, makeFolders, openJournals, workspacePaths } from "./workspace-files.ts";

export interface OpenOptions {
  /** Absolute path; made when it does not exist. */
  path: string;
  importWorkerUrl: URL;
  log: Log;
  /** Something of the state changed that a screen may show. */
  onChange?: (what: Change) => void;
  /**
   * Absolute paths of folders that a link in the place of a dataset file or of the configuration may lead into. A setting of the machine
   * (`follow_links_to` of machine.json), never of the workspace. Default: what that setting says.
   */
  followLinksTo?: readonly string[];
  /** Default true: resolve only when the index is even with the journals. */
  waitForIndex?: boolean;
  /** Where the settings of this machine and the key that marks indexes are; default: `defaultStateDir` of this process. */
  stateDir?: string;
  /** Whether models are opened by native code; default: what the machine's settings say. */
  nativeModels?: boolean;
}

/** Below this an index is caught up before opening answers; above, views work on what is there while it goes on. */
const quickCatchUpBytes = 32 * 1024 * 1024;

/**
 * Opens a workspace: configuration, lock, journals (torn tails cut), index (repaired), curation, models, aggregator.
 * @throws AssayError in_use (with the owner's pid), invalid_config, newer, damaged, permission, refused (the path is a file), io.
 */
export async function openWorkspace(options: OpenOptions): Promise<Workspace> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await open(options, undo);
  } catch (thrown) {
    for (const step of undo.reverse()) await step().catch(() => {});
    throw thrown;
  }
}

async function open(options: OpenOptions, undo: (() => Promise<unknown>)[]): Promise<Workspace> {
  const changed = options.onChange ?? (() => {});
  refuseQuestionMark(await findRealPath(resolve(options.path)));
  const stateDir = options.stateDir ?? defaultStateDir(process.env, process.platform);
  const machine = await machineSettingsInForce(stateDir, options.log);
  const nativeModels = options.nativeModels ?? machine.native_models;
  const followLinksTo = options.followLinksTo ?? machine.follow_links_to;
  const report = await loadConfig(options.path, process.env, { followLinksTo });
  const { config } = report;
  const output = await resolveOutputFolder(options.path, config.json_engine.output.base_path);
  const paths = await makeFolders(workspacePaths(options.path, output, config));
  const lock = await acquireLock(paths.cache);
  undo.push(() => lock.release());
  // What killed rewrites of whole files left beside them; the lock says that nobody is writing them.
  await Promise.all([
    ...[paths.root, paths.output, paths.exports].map(removeLeftovers),
    checkFile(join(paths.cache, "view-state.json"), maxViewStateBytes),
  ]);
  const logFile = await openLogFile(`${paths.cache}/log`, options.log);
  undo.push(() => logFile.close());
  const { log } = logFile;
  const gate: WriteGate = { readOnly: null };
  const journals = await openJournals(paths, config, gate, followLinksTo);
  undo.push(() => closeJournals(journals));
  const validator = new SchemaValidator();
  const pool = new WorkerPool(options.importWorkerUrl, createChunkJobs(validator));
  undo.push(() => pool.close());

  const { training } = config.json_engine;
  const late: { curation: Curation | null; queries: CachedQueries | null } = { curation: null, queries: null };
  let generatedTo = 0;
  const generation = new Throttler(
    async () => {
      // Only what is new since the last run; the first run looks at everything.
      const indexedTo = (await readProgress(index.db)).get("comparisons")?.bytes ?? 0;
      await late.curation?.generateFor(generatedTo);
      generatedTo = indexedTo;
    },
    (error) => log("error", "generate_failed", { error: error instanceof Error ? error.message : String(error) }),
  );
  const index = await IndexStore.open({
    folder: paths.cache,
    key: await ensureIndexKey(stateDir, log),
    journals: journals.channels,
    pool,
    strict: config.json_engine.strict_validation,
    isOwnWrite: (hash) => late.curation?.isOwnWrite(keyOfHash(hash)) ?? false,
    log,
    onFed: (fed) => {
      if (fed.has("events")) {
        late.queries?.changed("executions");
        changed("executions");
      }
      if (fed.has("comparisons")) {
        late.queries?.changed("comparisons");
        changed("comparisons");
        if (training.auto_generate_samples) generation.ask();
      }
      if (fed.has("training_samples")) changed("samples");
    },
    onStatus: () => changed("index"),
  });
  undo.push(() => index.close());
  const events = journals.channels.get("events");
  const queries = new CachedQueries({
    db: index.db,
    search: new ExecutionSearch({ db: index.db, pool, journal: events, stagingFolder: index.stagingFolder }),
    journal: events?.path ?? null,
  });
  late.queries = queries;

  const curation = await Curation.open({
    curationPath: paths.curation,
    gate,
    samples: journals.channels.get("training_samples") as Journal,
    dataset: {
      appended: (range) => index.samplesAppended(range),
      replacing: () => index.samplesReplacing(),
      replaced: () => index.samplesReplaced(),
    },
    db: index.db,
    comparisons: (keys) => comparisonsByKey(index.db, journals.channels.get("comparisons")?.path ?? null, keys),
    thresholds: () => ({
      autoGenerate: training.auto_generate_samples,
      gold: training.gold_threshold,
      silver: training.silver_threshold,
      bronze: training.bronze_threshold,
    }),
    exportsFolder: paths.exports,
    isSample: createSampleJudge(validator, config.json_engine.strict_validation),
    toolVersion,
    actor: "person",
    log,
    onChange: ({ comparisons, samples }) => {
      if (comparisons) {
        queries.changed("reviews");
        changed("comparisons");
      }
      if (samples) changed("samples");
    },
  });
  late.curation = curation;
  undo.push(() => curation.close());
  const models = await ModelStore.open({
    folder: paths.models,
    maxBytes: effectiveMaxModelBytes(report),
    maxBytesFault: report.maxModelBytesFault,
    native: nativeModels,
    gate,
    log,
    onChange: (what) => changed(what === "list" ? "models" : "counters"),
  });
  undo.push(() => models.close());

  const aggregator = createAggregator(config, journals, log);
  const troubles = new Map<string, AssayError>();
  const channels = createChannels(journals.channels, config, {
    onDurable: (name) => {
      const feed = index.onDurable(name);
      return (batch, range) => {
        feed(batch, range);
        if (name === "events") aggregator?.add(batch.facts(), range);
        changed("counters");
      };
    },
    onTrouble: (name, error) => {
      workspace.onTrouble(name, error);
      changed("counters");
    },
  });
  const refusedLines = await countedLines(index.db, "quarantine", paths.quarantine, journals.quarantine.durableBytes);
  const quarantine = new Quarantine(journals.quarantine, refusedLines);
  const collector = new DataCollector({
    channels,
    quarantine,
    validator,
    strict: config.json_engine.strict_validation,
    onAccepted: (channel, hash) => {
      index.hashes.add(channel, hash);
      changed("counters");
    },
  });

  const letGo = keepLock(lock, (lost) => {
    gate.readOnly = lost;
    if (lost) troubles.set("lock", lost);
    else troubles.delete("lock");
    log(lost ? "error" : "info", lost ? "lock_lost" : "lock_taken_again", lost ? { error: lost.message } : {});
    changed("counters");
  });
  undo.push(async () => letGo());

  const workspace = new Workspace({
    path: options.path,
    paths,
    followLinksTo,
    config: report,
    collector,
    channels,
    quarantine,
    index,
    queries,
    curation,
    models,
    aggregator,
    generation,
    journals,
    gate,
    troubles,
    log,
    pool,
    release: async () => {
      letGo();
      await logFile.close();
      await lock.release();
    },
  });
  const eventsBytes = events?.durableBytes ?? 0;
  if (report.maxModelBytesFault) troubles.set("JSON_ENGINE_MAX_MODEL_BYTES", toCapError(report.maxModelBytesFault));
  if (nativeModels) void preloadModel(report.environment.JSON_ENGINE_MODEL_PATH, troubles, log);
  const ready = index.start().then(() => startAggregator(workspace, eventsBytes));
  if (options.waitForIndex !== false || index.status.totalBytes < quickCatchUpBytes) await ready;
  return workspace;
}

/** JSON_ENGINE_MODEL_PATH names a model to load at start. One that cannot be loaded is said, and stops nothing. */
async function preloadModel(path: string | null, troubles: Map<string, AssayError>, log: Log): Promise<void> {
  if (path === null) return;
  try {
    const { inputs, outputs } = await loadOnnx(path, basename(path));
    log("info", "model_loaded", { path, inputs: inputs.length, outputs: outputs.length });
  } catch (thrown) {
    const error = thrown instanceof AssayError ? thrown : new AssayError("bug", String(thrown));
    troubles.set("model", error);
    log("error", "model_not_loaded", { path, error: error.message });
  }
}
