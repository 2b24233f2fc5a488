import { basename } from "node:path";
import {
  type AssayError,
  tiers as allTiers,
  type ChannelName,
  type Config,
  type ConfigReport,
  type CurationAnswer,
  type EngineWindows,
  type ImportKind,
  type Input,
  type MergeReport,
  type Output,
  type Signal,
  type Tier,
} from "../../../contract/index.ts";
import { ownWindows, type WindowsInput } from "../aggregator/windows-report.ts";
import type { Log } from "../base/log.ts";
import type { DataCollector } from "../collector/collector.ts";
import type { Comparing } from "../comparing/comparing.ts";
import type { Curation } from "../curation/curation.ts";
import { type DecisionAnswer, decideLines, type NumberedLine } from "../curation/decide-lines.ts";
import type { Actor } from "../curation/log/event.ts";
import type { MergeOptions } from "../curation/merge/merger.ts";
import type { DatasetChecks } from "../dataset/dataset-checks.ts";
import type { Snapshots } from "../dataset/snapshots/snapshots.ts";
import type { ExportJobs } from "../export/export-jobs.ts";
import type { WriteGate } from "../files/journal.ts";
import type { Follower } from "../following/follower.ts";
import type { StreamCounts, StreamOptions } from "../ingest/collect-stream.ts";
import type { ImportOptions } from "../ingest/import-options.ts";
import type { ImportReport } from "../ingest/import-report.ts";
import type { SpanImportOptions, SpanImportReport } from "../ingest/network/import-spans.ts";
import type { TakeLinesOptions, TakenLines } from "../ingest/network/take-lines.ts";
import type { Judging } from "../judging/judging.ts";
import { measureAgreement } from "../judging/reviewers.ts";
import type { ModelStore } from "../models/model-store.ts";
import type { QuarantineDesk } from "../quarantine/quarantine-desk.ts";
import type { CachedQueries } from "../queries/cached-queries.ts";
import { comparisonByKey, comparisonDetail } from "../queries/comparison-detail.ts";
import { unknownEngines } from "../queries/engine-names.ts";
import { comparisonsOfExecution } from "../queries/execution-comparisons.ts";
import { rawExecution } from "../queries/raw-execution.ts";
import { QueueStore } from "../review-queues/queue-store.ts";
import { ReviewDesk } from "../review-queues/review-desk.ts";
import { sqlFunctions } from "../sql/allowed.ts";
import { describeLeftOut } from "../store/left-out.ts";
import { closeWorkspace } from "./close-workspace.ts";
import { type HealthEntry, readHealth } from "./health.ts";
import { ImportPlans } from "./import-plans.ts";
import {
  type BringInSource,
  getBringInSource,
  importIntoWorkspace,
  importSpansIntoWorkspace,
  openSpanIntake,
  streamIntoWorkspace,
  takeLinesIntoWorkspace,
} from "./intake.ts";
import { type LiveState, readLiveState } from "./live-state.ts";
import type { RecentLog } from "./recent-log.ts";
import { tryConfig } from "./try-config.ts";
import { type VerifyReport, verifyWorkspace } from "./verify.ts";
import type { WorkspacePaths } from "./workspace-files.ts";
import type { WorkspaceParts } from "./workspace-parts.ts";

/** Questions that the index answers. */
export type WorkspaceQueries = Pick<
  CachedQueries,
  | "table"
  | "intervals"
  | "change"
  | "speed"
  | "resources"
  | "objectives"
  | "series"
  | "distribution"
  | "heat"
  | "names"
  | "executions"
  | "executionFacets"
  | "comparisonFacets"
>;

/** An open workspace. Its index, journals and channels are its own; users ask here. */
export class Workspace {
  /** As it was named when it was opened; `paths` are real. */
  readonly path: string;
  readonly paths: WorkspacePaths;
  readonly config: ConfigReport;
  readonly followLinksTo: readonly string[];
  readonly openedAtMs = Date.now();
  readonly collector: DataCollector;
  readonly curation: Curation;
  /** What a person at the screen sees and decides. */
  readonly desk: ReviewDesk;
  readonly queues: QueueStore;
  readonly dataset: DatasetChecks;
  readonly judging: Judging;
  readonly comparing: Comparing;
  readonly snapshots: Snapshots;
  readonly models: ModelStore;
  /** Rejected lines, and what is done with them. */
  readonly quarantine: QuarantineDesk;
  /** What imports would do, before they do it. */
  readonly plans: ImportPlans;
  readonly exports: ExportJobs;
  readonly follower: Follower;
  readonly queries: WorkspaceQueries;
  /** Takes requests of OpenTelemetry: its traces, and its logs. */
  readonly otlp: ReturnType<typeof openSpanIntake>;
  readonly gate: WriteGate;
  readonly log: Log;
  readonly recentLog: RecentLog;
  private readonly parts: WorkspaceParts;
  #closing: Promise<void> | null = null;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.path = parts.path;
    this.paths = parts.paths;
    this.config = parts.config;
    this.followLinksTo = parts.followLinksTo;
    this.collector = parts.collector;
    this.curation = parts.curation;
    this.queues = new QueueStore(parts.paths.root, parts.gate);
    this.desk = new ReviewDesk({
      db: () => parts.index.db,
      search: parts.comparisonSearch,
      journal: () => this.#journalPath("comparisons"),
      curation: parts.curation,
      queues: this.queues,
    });
    this.dataset = parts.dataset;
    this.judging = parts.judging;
    this.comparing = parts.comparing;
    this.snapshots = parts.snapshots;
    this.models = parts.models;
    this.quarantine = parts.desk;
    this.plans = new ImportPlans(parts);
    this.exports = parts.exports;
    this.follower = parts.follower;
    this.queries = parts.queries;
    this.otlp = openSpanIntake(parts);
    this.gate = parts.gate;
    this.log = parts.log;
    this.recentLog = parts.recentLog;
  }

  get name(): string {
    return basename(this.path);
  }

  /** Active problems, and what opening repaired or found. */
  get health(): HealthEntry[] {
    return readHealth(this.parts);
  }

  /** @param error null once the problem is over. */
  setProblem(about: string, error: AssayError | null): void {
    this.parts.problems.set(about, error);
  }

  /** Counters and states as they are now. */
  liveState(): LiveState {
    return readLiveState(this.parts, this.health);
  }

  /** Sentences for a person: lines of the journals that are in no view, and how records of other kinds come into theirs. */
  get leftOutNotes(): string[] {
    const { index, journals } = this.parts;
    return describeLeftOut(index.leftOut, (channel) => journals.channels.get(channel)?.path ?? channel, this.path);
  }

  /**
   * Imports a file; see `importFile` for what it throws.
   * @param options.waitForIndex false: resolves when the lines are durable; `indexImports` waits for the rest. Default true.
   */
  async importFile(
    path: string,
    { waitForIndex = true, ...options }: Omit<ImportOptions, "kind"> & { kind: ImportKind; waitForIndex?: boolean },
  ): Promise<ImportReport> {
    // Lines that are still buffered have to be known as duplicates too.
    await this.collector.flush();
    const report = await importIntoWorkspace(this.parts, path, options);
    if (waitForIndex) await this.indexImports();
    return report;
  }

  /** Waits until what was imported can be queried, and samples were generated from it. Never rejects for the index. */
  async indexImports(): Promise<void> {
    await this.settled();
    await this.parts.index.refreshLeftOut();
    await this.parts.index.keepSums();
    await this.parts.generation?.settled();
  }

  /** A channel's own journal, as a file to import: records of other kinds in it then go to their channels. @throws AssayError disabled. */
  bringIn(channel: ChannelName): BringInSource {
    return getBringInSource(this.parts, channel);
  }

  /** Collects a stream of lines of one kind, as fast as they come; see `collectStream` for what it throws. */
  collectStream(input: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<StreamCounts> {
    return streamIntoWorkspace(this.parts, input, options);
  }

  /** Imports requests of spans in OTLP's JSON, one a line, or shows what would become of them; see `importSpans` for what it throws. */
  async importSpans(input: AsyncIterable<Uint8Array>, options: SpanImportOptions): Promise<SpanImportReport> {
    await this.collector.flush();
    const report = await importSpansIntoWorkspace(this.parts, input, options);
    if (options.previewRecords === undefined) await this.indexImports();
    return report;
  }

  /** Takes a body of lines of any kinds that came over the network; see `takeLines`. Never rejects. */
  async takeLines(input: AsyncIterable<Uint8Array>, options: TakeLinesOptions): Promise<TakenLines> {
    // Lines that are still buffered have to be known as duplicates too.
    await this.collector.flush();
    return takeLinesIntoWorkspace(this.parts, input, options);
  }

  /** Resolves when everything durable so far can be queried, or the index failed. */
  settled = (): Promise<void> => this.parts.index.settled();

  /** Resolves when the index is in sync with the journals and with what is decided. @throws AssayError why it cannot be. */
  async inSync(): Promise<void> {
    await Promise.all([this.parts.index.caughtUp(), this.curation.indexed()]);
  }

  /**
   * SQL over the index, for a command or an agent: it sees what the files say. See `SqlDesk`.
   * @param seen "screen": what a blind queue has not revealed is left out.
   */
  async askSql(input: Input<"sql.run">, seen: "all" | "screen", signal?: Signal): Promise<Output<"sql.run">> {
    return this.parts.sql.run(input, async () => (seen === "screen" ? this.desk.sealedKeys(signal) : []), signal);
  }

  /** The functions that SQL may call. */
  sqlFunctions = (): Promise<string[]> => sqlFunctions(this.parts.index.db);

  /** `executions.get`: one execution, whole. @throws AssayError not_found. */
  rawExecution(offset: number, signal?: Signal): Promise<Output<"executions.get">> {
    return rawExecution(this.parts.index.db, this.#journalPath("events"), offset, signal);
  }

  /** `executions.comparisons` @throws AssayError not_found. */
  executionComparisons(offset: number, signal?: Signal): Promise<Output<"executions.comparisons">> {
    return comparisonsOfExecution(this.parts.index.db, this.#journalPath("events"), offset, signal);
  }

  /** The engines among these that no execution and no candidate names, in the given order. */
  unknownEngines(engines: readonly string[], signal?: Signal): Promise<string[]> {
    return unknownEngines(this.parts.index.db, engines, signal);
  }

  /** `comparisons.list` */
  comparisons({ queue, ...input }: Input<"comparisons.list">, signal?: Signal): Promise<Output<"comparisons.list">> {
    if (queue !== undefined) return this.desk.list(queue, input, signal);
    return this.parts.queries.comparisons(input, signal, this.curation.reviewsInForce(), this.curation.keys);
  }

  /** `comparisons.get`: a comparison and what is decided about it. @throws AssayError not_found, damaged. */
  async comparison(key: string, signal?: Signal): Promise<Output<"comparisons.get">> {
    const sealable = await this.desk.get(key, signal);
    if (sealable) return sealable;
    const stored = await comparisonByKey(this.parts.index.db, this.#journalPath("comparisons"), key, signal);
    return comparisonDetail(stored, await this.curation.readDecisions(key));
  }

  /** Decides what lines say; see `decideLines`. @throws AssayError when the index lacks lines. */
  async *decide(groups: AsyncIterable<readonly NumberedLine[]>, by: Actor): AsyncGenerator<DecisionAnswer[]> {
    await this.inSync();
    yield* decideLines({ curation: this.curation, db: this.parts.index.db }, groups, by);
  }

  /**
   * Takes over another reviewer's decisions as one step of undo, or says what that would do; see `mergeLog`.
   * @throws AssayError also when the index lacks lines.
   */
  async merge(options: Omit<MergeOptions, "by">, by?: Actor): Promise<{ report: MergeReport; answer: CurationAnswer | null }> {
    await this.inSync();
    const { report, verdicts, answer } = await this.curation.merge(options, by);
    return { report: { ...report, agreement: measureAgreement(verdicts) }, answer };
  }

  /** `reviewers.agreement` */
  reviewerAgreement(): Output<"reviewers.agreement"> {
    return { pairs: measureAgreement(this.curation.verdicts()), conflicts: this.curation.conflicts().length };
  }

  /** `samples.list` */
  listSamples({ check, ...input }: Input<"samples.list">): Promise<Output<"samples.list">> {
    return this.curation.listSamples(input, check && this.dataset.narrow(check));
  }

  /** Statistics in the contract's shape; exact, from the index. @throws AssayError when the index lacks lines. */
  async stats(scope: Input<"engines.table"> & { percentiles: number[] }, signal?: Signal): Promise<Output<"engines.table">> {
    await this.inSync();
    return this.queries.table(scope, signal);
  }

  /** Windows of aggregated_stats.jsonl, merged, beside the exact numbers. @throws AssayError when the index lacks lines; permission, refused, io … */
  async windows(input: WindowsInput, signal?: Signal): Promise<EngineWindows> {
    await this.inSync();
    const percentiles = input.percentiles ?? this.config.config.json_engine.aggregation.compute_percentiles;
    return ownWindows(this.parts.journals.stats, this.parts.index.db, { ...input, percentiles }, signal);
  }

  /** The live dataset, line by line, as it is on disk after a flush. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.inSync();
    yield* this.curation.sampleLines({ tiers: [...tiers] });
  }

  /** Checks journals, conservation and the index against the journals. */
  async verify({ repair }: { repair: boolean }): Promise<VerifyReport> {
    await this.collector.flush();
    await this.curation.flush();
    return verifyWorkspace(
      { ...this.parts, path: this.path, config: this.config, snapshotsFolder: this.paths.snapshots },
      this.parts.pool,
      repair,
    );
  }

  /** Checks that this workspace could be opened with another configuration; see `tryConfig` for what it throws. */
  tryConfig(config: Config): Promise<void> {
    return tryConfig(this.parts, config);
  }

  /** Flushes collector, aggregator and dataset, closes every file and the index, releases the lock. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= closeWorkspace(this.parts);
    return this.#closing;
  }

  #journalPath(channel: ChannelName): string | null {
    return this.parts.journals.channels.get(channel)?.path ?? null;
  }
}
