import { join } from "node:path";
import {
  tiers as allTiers,
  type ChannelName,
  type ConfigReport,
  type EngineComparison,
  type EngineTable,
  type EngineWindows,
  type ExportRequest,
  type Failures,
  type GenerationPreview,
  type GenerationScope,
  type Input,
  type JudgingReport,
  type ModelCheck,
  type ModelEntry,
  type Output,
  type QuarantineGroup,
  type Signal,
  type Tier,
  type WhySlow,
  type WinRates,
} from "../../../contract/index.ts";
import { ownWindows, type WindowsInput } from "../aggregator/windows-report.ts";
import type { Log } from "../base/log.ts";
import { formatCommand } from "../base/program.ts";
import { Comparing } from "../comparing/comparing.ts";
import { effectiveMaxModelBytes } from "../config/load-config.ts";
import { previewGeneration } from "../curation/generation/generator.ts";
import { datasetLines } from "../curation/projections/dataset-lines.ts";
import { isReplacedCurrent, syncReplaced } from "../curation/projections/replaced-index.ts";
import { createSampleJudge } from "../curation/projections/sample-record.ts";
import { readDecisions, reviewsInForce } from "../curation/state/decisions.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { type ExecutionsRead, readExecutions } from "../export/executions/read-executions.ts";
import type { ExportProgress } from "../export/export-run.ts";
import type { ExportAnswer } from "../export/run-export.ts";
import { judgedOnce, reportOnce } from "../judging/judging.ts";
import { readModels, verifyReadModels } from "../models/read-models.ts";
import { comparisonByKey, comparisonDetail } from "../queries/comparison-detail.ts";
import { listComparisons } from "../queries/comparisons.ts";
import type { DecisionKeys } from "../queries/decision-keys.ts";
import { engineChange } from "../queries/engine-change.ts";
import { engineIntervals } from "../queries/engine-intervals.ts";
import { engineNames, unknownEngines } from "../queries/engine-names.ts";
import { engineObjectives } from "../queries/engine-objectives.ts";
import { engineResources } from "../queries/engine-resources.ts";
import { engineSpeed } from "../queries/engine-speed.ts";
import { engineTable } from "../queries/engine-table.ts";
import type { ExecutionParts } from "../queries/executions.ts";
import { listQuarantineGroups } from "../queries/quarantine-groups.ts";
import { keyOf } from "../queries/query-cache.ts";
import { rawExecution } from "../queries/raw-execution.ts";
import { ExecutionSearch } from "../queries/search/execution-search.ts";
import type { Database } from "../store/duckdb.ts";
import { readIndexKey } from "../store/index-key.ts";
import { KeptAnswers } from "../store/kept-answers.ts";
import { describeLeftOut, type LeftOut, readLeftOut } from "../store/left-out.ts";
import { openDatabase } from "../store/open-database.ts";
import { QuarantineIndex } from "../store/quarantine-index.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createReadingJobs } from "../workspace/reading-jobs.ts";
import type { WorkspacePaths } from "../workspace/workspace-files.ts";
import { askSqlRead } from "./ask-sql-read.ts";
import { exportRead } from "./export-read.ts";
import { ReadFiles, type ReadFilesParts } from "./read-files.ts";
import { openReadIndex, type ReadIndex } from "./read-index.ts";
import { type ReadReport, verifyRead } from "./verify-read.ts";
import type { WantedIndex } from "./whole-index.ts";

export interface ReaderParts extends ReadFilesParts {
  paths: WorkspacePaths;
  config: ConfigReport;
  /** @throws AssayError in_use when a process has taken the workspace for writing. */
  checkOwner(): Promise<void>;
  importWorkerUrl: URL;
  note(sentence: string): void;
  noteAfterMs: number;
  signal: Signal;
  log: Log;
}

const groupsAtOnce = 500;

const openOnce = () =>
  `Opening the workspace once (${formatCommand("serve")}, or ${formatCommand("verify --repair")}) makes an index that stays.`;

/** A workspace that is only read; `openReader` makes one. */
export class WorkspaceReader {
  readonly config: ConfigReport;
  readonly #parts: ReaderParts;
  readonly #files: ReadFiles;
  readonly #pool: WorkerPool;
  readonly #indexes: ReadIndex[] = [];
  #statsIndex: Promise<ReadIndex> | null = null;
  #executionParts: Promise<ExecutionParts> | null = null;
  #comparing: Comparing | null = null;
  #leftOut: ReadonlyMap<ChannelName, LeftOut> = new Map();

  constructor(parts: ReaderParts) {
    this.config = parts.config;
    this.#parts = parts;
    this.#files = new ReadFiles(parts);
    this.#pool = new WorkerPool(parts.importWorkerUrl, createReadingJobs(new SchemaValidator()));
  }

  /** Statistics in the contract's shape; exact, from an index that is in sync with the journals. @throws AssayError in_use, disk_full, cancelled, io … */
  async stats(scope: Parameters<typeof engineTable>[1]): ReturnType<typeof engineTable> {
    const { db } = await this.#openStatsIndex();
    this.#leftOut = await readLeftOut(db, () => this.#files.readOwnWrites());
    const kept = await new KeptAnswers(db).find<EngineTable>(keyOf("engines.table", scope));
    return kept ?? engineTable(db, scope, this.#parts.signal);
  }

  /** How sure the numbers of `stats` are. @throws AssayError as `stats`. */
  async intervals(scope: Parameters<typeof engineIntervals>[1]): ReturnType<typeof engineIntervals> {
    return engineIntervals((await this.#openStatsIndex()).db, scope, this.#parts.signal);
  }

  /** What changed against the period before. @throws AssayError as `stats`. */
  async change(scope: Parameters<typeof engineChange>[1]): ReturnType<typeof engineChange> {
    return engineChange((await this.#openStatsIndex()).db, scope, this.#parts.signal);
  }

  /** Time to first token, and tokens of output a second. @throws AssayError as `stats`. */
  async speed(scope: Parameters<typeof engineSpeed>[1]): ReturnType<typeof engineSpeed> {
    return engineSpeed((await this.#openStatsIndex()).db, scope, this.#parts.signal);
  }

  /** What executions took of memory and processor. @throws AssayError as `stats`. */
  async resources(scope: Parameters<typeof engineResources>[1]): ReturnType<typeof engineResources> {
    return engineResources((await this.#openStatsIndex()).db, scope, this.#parts.signal);
  }

  /** Windows of aggregated_stats.jsonl, merged, beside the exact numbers. @throws AssayError as `stats`. */
  async windows(input: WindowsInput): Promise<EngineWindows> {
    const percentiles = input.percentiles ?? this.config.config.json_engine.aggregation.compute_percentiles;
    const { db } = await this.#openStatsIndex();
    return ownWindows(this.#parts.stats, db, { ...input, percentiles }, this.#parts.signal);
  }

  /** Whether engines meet the objectives of the configuration. @throws AssayError as `stats`. */
  async objectives(scope: Input<"engines.objectives">): ReturnType<typeof engineObjectives> {
    const { objectives } = this.config.config;
    return engineObjectives((await this.#openStatsIndex()).db, { ...scope, objectives }, this.#parts.signal);
  }

  /** Two engines, or two periods of one, against each other. @throws AssayError not_found; as `stats`. */
  async compareEngines(input: Input<"engines.compare">): Promise<EngineComparison> {
    return (await this.#openComparing()).compare(input, this.#parts.signal);
  }

  /** Who beats whom in comparisons, by one source. @throws AssayError as `stats`. */
  async winRates(input: Input<"engines.winRates">): Promise<WinRates> {
    return (await this.#openComparing()).winRates(input, this.#parts.signal);
  }

  /** In what slow executions differ from the others. @throws AssayError not_found; as `stats`. */
  async whySlow(input: Input<"engines.why">): Promise<WhySlow> {
    return (await this.#openComparing()).why(input, this.#parts.signal);
  }

  /** Which executions fail. @throws AssayError not_found; as `stats`. */
  async failures(input: Input<"engines.failures">): Promise<Failures> {
    return (await this.#openComparing()).failures(input, this.#parts.signal);
  }

  /** The given engines that no execution and no candidate names. @throws AssayError as `stats`. */
  async unknownEngines(engines: readonly string[]): Promise<string[]> {
    return unknownEngines((await this.#openStatsIndex()).db, engines, this.#parts.signal);
  }

  /** The engines that executions and candidates name, most frequent first. @throws AssayError as `stats`. */
  async engineNames(): Promise<string[]> {
    const names = await engineNames((await this.#openStatsIndex()).db, this.#parts.signal);
    return names.map(({ engineId }) => engineId);
  }

  /** What `assay generate` would do. @throws AssayError invalid_argument (a filter with a text); as `stats`. */
  async previewGeneration(scope: GenerationScope = {}): Promise<GenerationPreview> {
    const { db } = await this.#openStatsIndex();
    const { gold_threshold: gold, silver_threshold: silver, bronze_threshold: bronze } = this.config.config.json_engine.training;
    const { state } = await this.#files.readLog();
    const matching = { comparisonSearch: null, inForce: reviewsInForce(state), keys: decisionKeys(db, state) };
    return previewGeneration(db, state, { gold, silver, bronze }, matching, scope);
  }

  /** Bias of people and judges, and how far they agree. @throws AssayError as `stats`. */
  async judgingReport(): Promise<JudgingReport> {
    const { db } = await this.#openStatsIndex();
    return reportOnce(db, (await this.#files.readLog()).state, this.#parts.signal);
  }

  /**
   * `comparisons.list`, decisions included. Filters on what reviewers marked see only what the index has; leave them out.
   * @throws AssayError as `stats`.
   */
  async comparisons(input: Input<"comparisons.list">): Promise<Output<"comparisons.list">> {
    const { db } = await this.#openStatsIndex();
    const { state } = await this.#files.readLog();
    return listComparisons(
      { db, comparisonSearch: null },
      input,
      this.#parts.signal,
      undefined,
      reviewsInForce(state),
      decisionKeys(db, state),
    );
  }

  /** `comparisons.get` @throws AssayError not_found, damaged; as `stats`. */
  async comparison(key: string): Promise<Output<"comparisons.get">> {
    const { db } = await this.#openStatsIndex();
    const { channels, signal } = this.#parts;
    const stored = await comparisonByKey(db, channels.get("comparisons")?.path ?? null, key, signal);
    return comparisonDetail(stored, await readDecisions(await this.#files.readLog(), key));
  }

  /** Lists and exports of executions. */
  get executions(): ExecutionsRead {
    const { root, paths, signal } = this.#parts;
    this.#executionParts ??= this.#openExecutions();
    return readExecutions(() => this.#executionParts as Promise<ExecutionParts>, { root, exports: paths.exports }, signal);
  }

  /** `executions.get` @throws AssayError not_found; as `stats`. */
  async execution(offset: number): Promise<Output<"executions.get">> {
    const { db } = await this.#openStatsIndex();
    return rawExecution(db, this.#parts.channels.get("events")?.path ?? null, offset, this.#parts.signal);
  }

  /** The live dataset, line by line, according to curation.jsonl, even when the dataset file is behind it. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    const { journal } = await this.#files.readDataset();
    if (journal.durableBytes === 0) return;
    let refused = 0;
    const isSample = createSampleJudge(new SchemaValidator(), this.config.config.json_engine.strict_validation);
    yield* datasetLines(journal.path, { tiers, isSample, toBytes: journal.durableBytes, onLeftOut: () => refused++ });
    if (refused > 0) this.#leftOut = new Map([["training_samples", { refused, otherKinds: [] }]]);
  }

  /** Rejected lines by file and rule, the largest groups first. @throws AssayError disk_full, io … */
  async *quarantineGroups(): AsyncGenerator<QuarantineGroup[]> {
    const folder = await this.#files.makeIndexFolder();
    const { db } = await openDatabase(folder, { log: this.#parts.log, key: null });
    try {
      const journal = await this.#files.orEmptyFile(this.#files.journals.quarantine);
      const index = new QuarantineIndex({ db, journal, pool: this.#pool, stagingFolder: join(folder, "staging") });
      await index.caughtUp();
      let cursor: string | undefined;
      do {
        const page = await listQuarantineGroups(index, { limit: groupsAtOnce, ...(cursor === undefined ? {} : { cursor }) });
        yield page.rows;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    } finally {
      await db.close();
    }
  }

  /**
   * Exports, or only says what an export would hold; see `runExport`.
   * @param out.path absolute; null: nothing is written.
   */
  async export(
    request: ExportRequest,
    out: { path: string; replace: boolean } | null,
    onProgress: (progress: ExportProgress) => void = () => {},
  ): Promise<ExportAnswer> {
    const db = async () => (await this.#openStatsIndex()).db;
    return exportRead({ ...this.#parts, files: this.#files, db }, request, out, onProgress);
  }

  /** `sql.run` @throws AssayError as `askSqlRead`. */
  askSql(input: Input<"sql.run">): Promise<Output<"sql.run">> {
    const { importWorkerUrl, signal } = this.#parts;
    const openIndex = (wanted: WantedIndex) => this.#openIndex(wanted);
    return askSqlRead({ files: this.#files, pool: this.#pool, openIndex, importWorkerUrl, signal }, input);
  }

  /** Reads every journal and compares it with the index; what a writer would repair is reported and left as it is. */
  verify(): Promise<ReadReport> {
    const { root, paths, config, signal } = this.#parts;
    return verifyRead({
      root,
      paths,
      config,
      signal,
      files: this.#files,
      pool: this.#pool,
      openIndex: (wanted) => this.#openIndex(wanted),
    });
  }

  /**
   * Sentences for a person: lines that are in no view, as far as earlier calls had to read them, and how to bring in records of
   * other kinds.
   */
  async leftOutNotes(): Promise<string[]> {
    const { channels, root } = this.#parts;
    return describeLeftOut(this.#leftOut, (channel) => channels.get(channel)?.path ?? channel, root);
  }

  /** The models, including files that are not in the list yet. */
  async listModels(): Promise<ModelEntry[]> {
    return [...(await this.#readModels()).entries];
  }

  /** Hashes model files again and compares them with the list. @throws AssayError not_found, cancelled. */
  async verifyModels(name?: string): Promise<ModelCheck[]> {
    return verifyReadModels(this.#parts.paths.models, (await this.#readModels()).entries, name, this.#parts.signal);
  }

  /** Closes the indexes and removes the scratch folder. Idempotent. */
  async close(): Promise<void> {
    for (const index of this.#indexes.splice(0)) await index.close();
    await this.#pool.close();
    await this.#files.removeScratch();
  }

  #readModels() {
    const { paths, config, signal } = this.#parts;
    return readModels({ folder: paths.models, maxBytes: effectiveMaxModelBytes(config), hashUnlisted: true, signal });
  }

  async #openComparing(): Promise<Comparing> {
    const { db } = await this.#openStatsIndex();
    const decisions = await this.#files.readLog();
    this.#comparing ??= new Comparing({ db, pool: this.#pool, journal: this.#parts.channels.get("events"), decisions });
    return this.#comparing;
  }

  /** One index of executions and comparisons, shared by all questions. */
  #openStatsIndex(): Promise<ReadIndex> {
    this.#statsIndex ??= this.#openIndex({
      channels: ["events", "comparisons"],
      journals: this.#parts.channels,
      isOwnWrite: () => false,
      isCurrent: async (db) => isReplacedCurrent(db, await this.#files.readLog()),
      bringUpToDate: async (db) => syncReplaced(db, await this.#files.readLog()),
    });
    return this.#statsIndex;
  }

  async #openExecutions(): Promise<ExecutionParts> {
    const { db, scratch } = await this.#openStatsIndex();
    const journal = this.#parts.channels.get("events");
    const stagingFolder = join(scratch, "found");
    return { db, search: new ExecutionSearch({ db, pool: this.#pool, journal, stagingFolder }), journal: journal?.path ?? null };
  }

  async #openIndex(wanted: WantedIndex): Promise<ReadIndex> {
    const { paths, config, stateDir, checkOwner, log, signal, note, noteAfterMs } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    try {
      const index = await openReadIndex({
        ...wanted,
        cache: paths.cache,
        key: await readIndexKey(stateDir),
        scratch: await this.#files.makeIndexFolder(),
        pool: this.#pool,
        strict: config.config.json_engine.strict_validation,
        onBuild: (reason) => {
          timer = setTimeout(() => note(`${reason} A temporary one is made from the files. ${openOnce()}`), noteAfterMs);
        },
        checkOwner,
        log,
        signal,
      });
      this.#indexes.push(index);
      return index;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What filters ask of the decisions. */
const decisionKeys = (db: Database, state: LogState): DecisionKeys => ({
  conflicts: () => state.reviewers.conflicts(),
  judged: (signal) => judgedOnce(db, state, signal),
});
