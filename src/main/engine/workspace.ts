import { basename } from "node:path";
import {
  AssayError,
  tiers as allTiers,
  type ChannelName,
  type Config,
  type ConfigReport,
  channelOfKind,
  type ImportKind,
  type Signal,
  type Tier,
} from "../../contract/index.ts";
import { Again } from "./again.ts";
import { lastWindowEnd } from "./aggregator/last-window.ts";
import { MetricsAggregator } from "./aggregator/metrics-aggregator.ts";
import type { Channel } from "./collector/channel.ts";
import { DataCollector } from "./collector/collector.ts";
import { createChannels } from "./collector/create-collector.ts";
import { Quarantine } from "./collector/quarantine.ts";
import { effectiveMaxModelBytes, loadConfig, resolveOutputFolder } from "./config/load-config.ts";
import { Curation } from "./curation/curation.ts";
import { toLine } from "./files/atomic-write.ts";
import { countLines } from "./files/count-lines.ts";
import type { Journal } from "./files/journal.ts";
import { readProgress } from "./index/catch-up.ts";
import { IndexStore } from "./index/index-store.ts";
import { collectStream, type StreamCounts, type StreamOptions } from "./ingest/collect-stream.ts";
import type { ExecutionFacts } from "./ingest/facts.ts";
import { type ImportOptions, importFile } from "./ingest/import-file.ts";
import type { ImportReport } from "./ingest/import-report.ts";
import { keyOfHash } from "./ingest/line-hash.ts";
import { WorkerPool } from "./ingest/worker-pool.ts";
import { acquireLock } from "./lock/lock.ts";
import type { Log } from "./log.ts";
import { openLogFile } from "./log-file.ts";
import { ModelStore } from "./models/model-store.ts";
import { loadOnnx } from "./models/native.ts";
import { CachedQueries } from "./queries/cached-queries.ts";
import { comparisonByKey } from "./queries/comparison-detail.ts";
import { SchemaValidator } from "./validator/schema-validator.ts";
import { type VerifyReport, verifyWorkspace } from "./verify.ts";
import { toolVersion } from "./version.ts";
import { closeJournals, type Journals, makeFolders, openJournals, type WorkspacePaths, workspacePaths } from "./workspace-files.ts";

export interface OpenOptions {
  /** Absolute path; made when it does not exist. */
  path: string;
  importWorkerUrl: URL;
  log: Log;
  /** Something of the state changed that a screen may show. */
  onChange?: (what: Change) => void;
  /** Default true: resolve only when the index is even with the journals. */
  waitForIndex?: boolean;
}

export type Change = "counters" | "executions" | "comparisons" | "samples" | "models" | "index" | "imports";

/** Below this an index is caught up before opening answers; above, views work on what is there while it goes on. */
const quickCatchUpBytes = 32 * 1024 * 1024;

/** An open workspace: the engine's parts, put together. */
export class Workspace {
  readonly path: string;
  readonly paths: WorkspacePaths;
  readonly config: ConfigReport;
  readonly collector: DataCollector;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly quarantine: Quarantine;
  readonly index: IndexStore;
  readonly queries: CachedQueries;
  readonly curation: Curation;
  readonly models: ModelStore;
  readonly aggregator: MetricsAggregator | null;
  readonly generation: Again;
  readonly journals: Journals;
  readonly openedAtMs = Date.now();
  /** What went wrong and is still so, by what it is about. */
  readonly troubles: Map<string, AssayError>;
  readonly log: Log;
  readonly #pool: WorkerPool;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(parts: {
    paths: WorkspacePaths;
    config: ConfigReport;
    collector: DataCollector;
    channels: ReadonlyMap<ChannelName, Channel>;
    quarantine: Quarantine;
    index: IndexStore;
    queries: CachedQueries;
    curation: Curation;
    models: ModelStore;
    aggregator: MetricsAggregator | null;
    generation: Again;
    journals: Journals;
    troubles: Map<string, AssayError>;
    log: Log;
    pool: WorkerPool;
    release: () => Promise<void>;
  }) {
    this.path = parts.paths.root;
    this.paths = parts.paths;
    this.config = parts.config;
    this.collector = parts.collector;
    this.channels = parts.channels;
    this.quarantine = parts.quarantine;
    this.index = parts.index;
    this.queries = parts.queries;
    this.curation = parts.curation;
    this.models = parts.models;
    this.aggregator = parts.aggregator;
    this.generation = parts.generation;
    this.journals = parts.journals;
    this.troubles = parts.troubles;
    this.log = parts.log;
    this.#pool = parts.pool;
    this.#release = parts.release;
  }

  get name(): string {
    return basename(this.path);
  }

  /** Sentences for a person: what opening had to mend or found odd. */
  get repairs(): string[] {
    const unreadable = [...this.index.unreadable].map(
      ([channel, lines]) =>
        `${lines} ${lines === 1 ? "line" : "lines"} of ${channel} ${lines === 1 ? "is" : "are"} no valid record and left out of the views; assay verify says where.`,
    );
    return [
      ...this.journals.repairs,
      ...this.index.repairs,
      ...this.curation.repairs,
      ...this.curation.problems,
      ...this.models.problems,
      ...unreadable,
    ];
  }

  /** Imports a file; see `importFile` for what it throws. */
  async importFile(path: string, options: Omit<ImportOptions, "kind"> & { kind: ImportKind }): Promise<ImportReport> {
    // Lines that wait in a buffer have to be known as duplicates too.
    await this.collector.flush();
    const report = await importFile(
      {
        channels: this.channels,
        quarantine: this.quarantine,
        pool: this.#pool,
        strict: this.config.config.json_engine.strict_validation,
        known: () => this.index.known(),
        forgetKnown: () => this.index.forgetKnown(),
        room: () => this.index.room(),
        isKnownImage: (h0, h1, h2) => this.curation.isKnownImage(keyOfHash({ h0, h1, h2 })),
      },
      path,
      options,
    );
    await this.index.settled();
    await this.generation.settled();
    return report;
  }

  /** Collects a stream of lines of one kind, as fast as they come; see `collectStream` for what it throws. */
  async collectStream(input: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<StreamCounts> {
    const name = channelOfKind[options.kind];
    return collectStream(
      {
        channel: this.channels.get(name),
        quarantine: this.quarantine,
        pool: this.#pool,
        strict: this.config.config.json_engine.strict_validation,
        remember: (h0, h1, h2) => this.index.remember(name, { h0, h1, h2 }),
        room: () => this.index.room(),
        onTrouble: (error) => this.onTrouble(name, error),
      },
      input,
      options,
    );
  }

  /** A channel's disk refuses (an error) or takes lines again (null): said on screen and in the log. */
  onTrouble(channel: ChannelName, error: AssayError | null): void {
    if (error) this.troubles.set(channel, error);
    else this.troubles.delete(channel);
    if (error) this.log("error", "channel_cannot_write", { channel, code: error.code, error: error.message });
  }

  /** Statistics in the contract's shape; exact, from the index. */
  async stats(
    scope: { engines?: string[]; fromS?: number; toS?: number; successfulOnly: boolean; percentiles: number[] },
    signal?: Signal,
  ) {
    await this.index.settled();
    return this.queries.table(scope, signal);
  }

  /** The live dataset, line by line, as it is on disk after a flush. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.index.settled();
    yield* this.curation.sampleLines({ tiers: [...tiers] });
  }

  /** Checks journals, conservation and the index against the journals. */
  async verify({ repair }: { repair: boolean }): Promise<VerifyReport> {
    await this.collector.flush();
    await this.curation.flush();
    return verifyWorkspace(this, this.#pool, repair);
  }

  /** Flushes collector, aggregator and dataset, closes every file and the index, releases the lock. Twice is once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    let failure: unknown = null;
    const step = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (thrown) {
        failure ??= thrown;
        this.log("error", "close_failed", { error: thrown instanceof Error ? thrown.message : String(thrown) });
      }
    };
    await step(() => this.collector.close());
    await step(async () => this.aggregator?.stop());
    await step(() => this.index.settled());
    await step(() => this.generation.settled());
    await step(() => this.curation.close());
    await step(() => this.models.close());
    for (const channel of this.channels.values()) await step(() => channel.close());
    await step(() => closeJournals(this.journals));
    await step(() => this.index.close());
    await step(() => this.#pool.close());
    await step(() => this.#release());
    if (failure) throw failure;
  }
}

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
  const report = await loadConfig(options.path, process.env);
  const { config } = report;
  const output = await resolveOutputFolder(options.path, config.json_engine.output.base_path);
  const paths = workspacePaths(options.path, output, config);
  await makeFolders(paths);
  const lock = await acquireLock(paths.cache);
  undo.push(() => lock.release());
  const logFile = await openLogFile(`${paths.cache}/log`, options.log);
  undo.push(() => logFile.close());
  const { log } = logFile;
  const journals = await openJournals(paths, config);
  undo.push(() => closeJournals(journals));
  const pool = new WorkerPool(options.importWorkerUrl);
  undo.push(() => pool.close());

  const { training } = config.json_engine;
  const late: { curation: Curation | null; queries: CachedQueries | null } = { curation: null, queries: null };
  let generatedTo = 0;
  const generation = new Again(
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
    journals: journals.channels,
    pool,
    strict: config.json_engine.strict_validation,
    isKnownImage: (h0, h1, h2) => late.curation?.isKnownImage(keyOfHash({ h0, h1, h2 })) ?? false,
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
  const queries = new CachedQueries(index.db);
  late.queries = queries;

  const curation = await Curation.open({
    curationPath: paths.curation,
    samples: journals.channels.get("training_samples") as Journal,
    dataset: {
      appended: (range) => index.samplesAppended(range),
      replacing: () => index.samplesReplacing(),
      replaced: () => index.samplesReplaced(),
    },
    db: index.db,
    comparison: (key) => comparisonByKey(index.db, journals.channels.get("comparisons")?.path ?? null, key),
    thresholds: () => ({
      autoGenerate: training.auto_generate_samples,
      gold: training.gold_threshold,
      silver: training.silver_threshold,
      bronze: training.bronze_threshold,
    }),
    exportsFolder: paths.exports,
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
    native: config.models.native,
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
  const quarantine = new Quarantine(journals.quarantine, await countLines(paths.quarantine));
  const collector = new DataCollector({
    channels,
    quarantine,
    validator: new SchemaValidator(),
    strict: config.json_engine.strict_validation,
    onAccepted: (channel, hash) => {
      index.remember(channel, hash);
      changed("counters");
    },
  });

  const workspace = new Workspace({
    paths,
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
    troubles,
    log,
    pool,
    release: async () => {
      await logFile.close();
      await lock.release();
    },
  });
  const eventsBytes = journals.channels.get("events")?.durableBytes ?? 0;
  if (config.models.native) void preloadModel(report.environment.JSON_ENGINE_MODEL_PATH, troubles, log);
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

function createAggregator(config: Config, journals: Journals, log: Log): MetricsAggregator | null {
  const { aggregation, output } = config.json_engine;
  if (!aggregation.enabled || !output.channels.aggregated_stats.enabled || !journals.channels.has("events")) return null;
  return new MetricsAggregator({
    append: async (line) => {
      await journals.stats.append([toLine(line)]).durable;
    },
    windowMinutes: aggregation.window_minutes,
    percentiles: aggregation.compute_percentiles,
    log,
  });
}

/**
 * Executions that no window has seen, because a crash came before the window was closed, become one recovered window; then
 * windows close by the clock. Windows tile events.jsonl: each says which bytes it covers.
 */
async function startAggregator({ aggregator, index, paths, log }: Workspace, eventsBytes: number): Promise<void> {
  if (!aggregator) return;
  try {
    const last = await lastWindowEnd(paths.stats);
    const lastToOffset = last?.toOffset ?? 0;
    const rows = index.db.stream<ExecutionFacts>(
      `SELECT engine_id AS "engineId", success, latency_ms AS "latencyMs", quality FROM executions
       WHERE off >= ?::BIGINT AND off < ?::BIGINT AND engine_id IS NOT NULL AND success IS NOT NULL`,
      [lastToOffset, eventsBytes],
    );
    await aggregator.recover({ lastToOffset, ...(last ? { lastWindowEndMs: last.windowEndMs } : {}), eventsBytes, rows });
  } catch (error) {
    log("error", "window_recovery_failed", { error: error instanceof Error ? error.message : String(error) });
  }
  aggregator.start();
}
