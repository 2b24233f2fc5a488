import { basename } from "node:path";
import { AssayError, type ChannelName } from "../../../contract/index.ts";
import type { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import { Throttler } from "../async/throttler.ts";
import type { Log } from "../base/log.ts";
import { toolVersion } from "../base/version.ts";
import type { Channel } from "../collector/channel.ts";
import { DataCollector } from "../collector/collector.ts";
import { createChannels } from "../collector/create-channels.ts";
import { Quarantine } from "../collector/quarantine.ts";
import { Comparing } from "../comparing/comparing.ts";
import { effectiveMaxModelBytes, toCapError } from "../config/load-config.ts";
import { Curation } from "../curation/curation.ts";
import { createSampleJudge } from "../curation/projections/sample-record.ts";
import { readRejectedTexts } from "../dataset/across/rejected-texts.ts";
import { DatasetChecks } from "../dataset/dataset-checks.ts";
import { findForExport } from "../dataset/find-for-export.ts";
import { Snapshots } from "../dataset/snapshots/snapshots.ts";
import { ExportJobs } from "../export/export-jobs.ts";
import type { Journal } from "../files/journal.ts";
import { KnownRejected } from "../ingest/known-rejected.ts";
import { Judging } from "../judging/judging.ts";
import { ModelStore } from "../models/model-store.ts";
import { loadOnnx } from "../models/native.ts";
import { QuarantineDesk } from "../quarantine/quarantine-desk.ts";
import { CachedQueries } from "../queries/cached-queries.ts";
import { comparisonsByKey } from "../queries/comparison-detail.ts";
import type { ExecutionParts } from "../queries/executions.ts";
import { ComparisonSearch } from "../queries/search/comparison-search.ts";
import { ExecutionSearch } from "../queries/search/execution-search.ts";
import { keyOfHash } from "../records/line-hash.ts";
import { ensureIndexKey } from "../store/index-key.ts";
import { IndexStore } from "../store/index-store.ts";
import { readProgress } from "../store/progress.ts";
import { QuarantineIndex } from "../store/quarantine-index.ts";
import type { ActiveProblems } from "./health.ts";
import type { OpenSettings, Storage, UndoStack } from "./open-storage.ts";
import type { Emitter, PipelineEvents } from "./pipeline.ts";
import { createAggregator } from "./start-aggregator.ts";

/** What every step of opening works with. */
export interface Opening {
  settings: OpenSettings;
  storage: Storage;
  events: Emitter<PipelineEvents>;
  problems: ActiveProblems;
  undo: UndoStack;
}

/** Opens the index and the questions to it. It does not follow the journals yet: see `IndexStore.start`. */
export async function openIndex({
  settings,
  storage,
  events,
  undo,
}: Opening): Promise<{ index: IndexStore; comparisonSearch: ComparisonSearch; executions: ExecutionParts; queries: CachedQueries }> {
  const { paths, journals, decisions, pool, log } = storage;
  const index = await IndexStore.open({
    folder: paths.cache,
    key: await ensureIndexKey(settings.stateDir, log),
    journals: journals.channels,
    pool,
    strict: settings.config.config.json_engine.strict_validation,
    isOwnWrite: (hash) => decisions.state.samples.findByLine(keyOfHash(hash)) !== undefined,
    removedSources: () => decisions.state.samples.removedSources(),
    log,
    onLoaded: (channels) => events.emit("indexed", channels),
    onStatus: () => events.emit("indexStatus", null),
  });
  undo.push(() => index.close());
  const { db, stagingFolder } = index;
  const journal = journals.channels.get("events");
  const search = new ExecutionSearch({ db, pool, journal, stagingFolder });
  const comparisonSearch = new ComparisonSearch({
    db,
    pool,
    stagingFolder,
    journal: journals.channels.get("comparisons"),
    log: {
      path: decisions.events.path,
      get durableBytes() {
        return decisions.events.sizeBytes;
      },
    },
    keysOfNotes: (places) => decisions.state.keysOfNotes(places),
  });
  const executions = { db, search, journal: journal?.path ?? null };
  return { index, comparisonSearch, executions, queries: new CachedQueries({ ...executions, comparisonSearch }) };
}

/** Brings the dataset file and its index rows in line with curation.jsonl. */
export async function openCuration(
  { settings, storage, events, undo }: Opening,
  { index, comparisonSearch, judging }: { index: IndexStore; comparisonSearch: ComparisonSearch; judging: Judging },
): Promise<Curation> {
  const { journals, decisions, validator, log } = storage;
  const { training, strict_validation: strict } = settings.config.config.json_engine;
  const comparisonsPath = journals.channels.get("comparisons")?.path ?? null;
  const curation = await Curation.open({
    decisions,
    samples: journals.channels.get("training_samples") as Journal,
    dataset: index.dataset,
    db: index.db,
    comparisonSearch,
    comparisons: (keys) => comparisonsByKey(index.db, comparisonsPath, keys),
    judged: (signal) => judging.keys(signal),
    thresholds: () => ({
      autoGenerate: training.auto_generate_samples,
      gold: training.gold_threshold,
      silver: training.silver_threshold,
      bronze: training.bronze_threshold,
    }),
    isSample: createSampleJudge(validator, strict),
    toolVersion,
    actor: settings.reviewer,
    log,
    onChange: (what) => events.emit("decided", what),
  });
  undo.push(() => curation.close());
  return curation;
}

/** Checks the dataset when asked. */
export function openDatasetChecks({ storage: { journals, pool }, undo }: Opening, index: IndexStore, curation: Curation): DatasetChecks {
  const journal = journals.channels.get("training_samples") as Journal;
  const dataset = new DatasetChecks({ curation, db: index.db, journal, pool, stagingFolder: index.stagingFolder });
  undo.push(() => dataset.close());
  return dataset;
}

/** Compares engines when asked. */
export const createComparing = ({ storage: { decisions, journals, pool } }: Opening, index: IndexStore): Comparing =>
  new Comparing({ db: index.db, pool, journal: journals.channels.get("events"), decisions });

/** Measures people and judges when asked. */
export const createJudging = ({ storage: { decisions } }: Opening, index: IndexStore): Judging => new Judging({ db: index.db, decisions });

export function createSnapshots({ storage: { journals, paths, gate } }: Opening, curation: Curation): Snapshots {
  return new Snapshots({ curation, journal: journals.channels.get("training_samples") as Journal, folder: paths.snapshots, gate });
}

/** Generates samples from comparisons as they are indexed; null when the configuration has it off. */
export function createGeneration({ settings, storage: { log }, events }: Opening, index: IndexStore, curation: Curation): Throttler | null {
  if (!settings.config.config.json_engine.training.auto_generate_samples) return null;
  let generatedTo = 0;
  // Other comparisons count now, and they may stand anywhere.
  events.on("decided", ({ replaced }) => {
    if (replaced) generatedTo = 0;
  });
  return new Throttler(
    async () => {
      // Only what is new since the last run; the first run looks at everything.
      const indexedTo = (await readProgress(index.db)).get("comparisons")?.bytes ?? 0;
      await curation.generateFor(generatedTo);
      generatedTo = indexedTo;
    },
    (error) => log("error", "generate_failed", { error: error instanceof Error ? error.message : String(error) }),
  );
}

interface ExportsRead {
  index: IndexStore;
  executions: ExecutionParts;
  curation: Curation;
  judging: Judging;
  collector: DataCollector;
}

/** Exports read the journals, up to what is durable once buffers and decisions are written. */
export function createExports(
  { settings, storage, events, undo }: Opening,
  workerUrl: URL,
  { index, executions, curation, judging, collector }: ExportsRead,
): ExportJobs {
  const { paths, journals, decisions, pool } = storage;
  const toFile = ({ path, durableBytes }: Pick<Journal, "path" | "durableBytes">) => ({ name: basename(path), path, bytes: durableBytes });
  const exports = new ExportJobs({
    workerUrl,
    workspace: { root: paths.root, exports: paths.exports },
    find: (plan, { dataset }, signal) =>
      findForExport({ plan, dataset, pool, readRejected: () => readRejectedTexts(index.db, curation.decided), signal }),
    judged: (signal) => judging.keys(signal),
    readFiles: async () => {
      await collector.flush();
      await curation.flush();
      const comparisons = journals.channels.get("comparisons");
      return {
        dataset: toFile(journals.channels.get("training_samples") as Journal),
        comparisons: comparisons === undefined ? null : toFile(comparisons),
        curation: toFile({ path: decisions.events.path, durableBytes: decisions.events.sizeBytes }),
        strict: settings.config.config.json_engine.strict_validation,
      };
    },
    executions: async () => {
      await index.caughtUp();
      return executions;
    },
    onChange: () => events.emit("exports", null),
  });
  undo.push(() => exports.close());
  return exports;
}

/** Opens the list of models, and loads the one that JSON_ENGINE_MODEL_PATH names in the background. */
export async function openModels({ settings, storage, events, problems, undo }: Opening): Promise<ModelStore> {
  const { config, nativeModels: native } = settings;
  const { gate, log, paths } = storage;
  const { maxModelBytesFault } = config;
  const models = await ModelStore.open({
    folder: paths.models,
    maxBytes: effectiveMaxModelBytes(config),
    maxBytesFault: maxModelBytesFault,
    native,
    gate,
    log,
    onChange: (what) => events.emit("models", what),
  });
  undo.push(() => models.close());
  if (maxModelBytesFault) problems.set("JSON_ENGINE_MAX_MODEL_BYTES", toCapError(maxModelBytesFault));
  if (native) void preloadModel(config.environment.JSON_ENGINE_MODEL_PATH, problems, log);
  return models;
}

/** A model that cannot be loaded is reported, and stops nothing. */
async function preloadModel(path: string | null, problems: ActiveProblems, log: Log): Promise<void> {
  if (path === null) return;
  try {
    const { inputs, outputs } = await loadOnnx(path, basename(path));
    log("info", "model_loaded", { path, inputs: inputs.length, outputs: outputs.length });
  } catch (thrown) {
    const error = thrown instanceof AssayError ? thrown : new AssayError("bug", String(thrown));
    problems.set("model", error);
    log("error", "model_not_loaded", { path, error: error.message });
  }
}

/** What takes records in. */
export interface Ingest {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  quarantineIndex: QuarantineIndex;
  quarantineIndexing: Throttler;
  knownRejected: KnownRejected;
  collector: DataCollector;
  aggregator: MetricsAggregator | null;
}

export async function openIngest({ settings, storage, events }: Opening, index: IndexStore): Promise<Ingest> {
  const { journals, pool, validator, log } = storage;
  const { config } = settings.config;
  const channels = createChannels(journals.channels, config, {
    onDurable: (channel) => (batch, range) => events.emit("durable", { channel, batch, range }),
    onProblem: (channel, error) => events.emit("writable", { channel, error }),
  });
  const quarantine = new Quarantine(journals.quarantine, () => events.emit("quarantine", "file"));
  const quarantineIndex = new QuarantineIndex({ db: index.db, journal: journals.quarantine, pool, stagingFolder: index.stagingFolder });
  await quarantineIndex.caughtUp();
  const quarantineIndexing = new Throttler(
    async () => {
      await quarantineIndex.caughtUp();
      events.emit("quarantine", "index");
    },
    (error) => log("error", "quarantine_not_indexed", { error: String(error) }),
  );
  const collector = new DataCollector({
    channels,
    quarantine,
    validator,
    strict: config.json_engine.strict_validation,
    onAccepted: (channel, hash) => events.emit("accepted", { channel, hash }),
  });
  return {
    channels,
    quarantine,
    quarantineIndex,
    quarantineIndexing,
    knownRejected: new KnownRejected(quarantine),
    collector,
    aggregator: createAggregator(config, journals, log),
  };
}

/** What people do with rejected lines. */
export function createDesk(
  { settings, storage: { pool } }: Opening,
  index: IndexStore,
  { channels, collector, quarantine, quarantineIndex }: Ingest,
  curation: Curation,
): QuarantineDesk {
  return new QuarantineDesk({
    channels,
    quarantine,
    index: quarantineIndex,
    pool,
    strict: settings.config.config.json_engine.strict_validation,
    known: () => index.hashes.load(),
    knownSources: () => index.hashes.loadSources(),
    isOwnWrite: (hash) => curation.isOwnWrite(keyOfHash(hash)),
    remember: (channel, hash) => index.hashes.add(channel, hash),
    forgetKnown: () => index.hashes.forget(),
    waitForCapacity: () => index.waitForCapacity(),
    inSync: () => index.caughtUp(),
    flush: () => collector.flush(),
  });
}
