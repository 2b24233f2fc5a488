import { basename } from "node:path";
import {
  type AssayError,
  tiers as allTiers,
  type ChannelName,
  type ConfigReport,
  channelOfKind,
  type ImportKind,
  type Signal,
  type Tier,
} from "../../contract/index.ts";
import type { Again } from "./again.ts";
import type { MetricsAggregator } from "./aggregator/metrics-aggregator.ts";
import type { Channel } from "./collector/channel.ts";
import type { DataCollector } from "./collector/collector.ts";
import type { Quarantine } from "./collector/quarantine.ts";
import type { Curation } from "./curation/curation.ts";
import type { IndexStore } from "./index/index-store.ts";
import { collectStream, type StreamCounts, type StreamOptions } from "./ingest/collect-stream.ts";
import { type ImportOptions, importFile } from "./ingest/import-file.ts";
import type { ImportReport } from "./ingest/import-report.ts";
import { keyOfHash } from "./ingest/line-hash.ts";
import type { WorkerPool } from "./ingest/worker-pool.ts";
import type { Log } from "./log.ts";
import type { ModelStore } from "./models/model-store.ts";
import type { CachedQueries } from "./queries/cached-queries.ts";
import { type VerifyReport, verifyWorkspace } from "./verify.ts";
import { closeJournals, type Journals, type WorkspacePaths } from "./workspace-files.ts";

export type Change = "counters" | "executions" | "comparisons" | "samples" | "models" | "index" | "imports";

/** What an open workspace is made of; `openWorkspace` puts it together. */
export interface WorkspaceParts {
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
}

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

  constructor(parts: WorkspaceParts) {
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
        known: () => this.index.hashes.load(),
        forgetKnown: () => this.index.hashes.forget(),
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
        remember: (h0, h1, h2) => this.index.hashes.add(name, { h0, h1, h2 }),
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

  /** Statistics in the contract's shape; exact, from the index. @throws AssayError when the index lacks lines. */
  async stats(
    scope: { engines?: string[]; fromS?: number; toS?: number; successfulOnly: boolean; percentiles: number[] },
    signal?: Signal,
  ) {
    await this.index.even();
    return this.queries.table(scope, signal);
  }

  /** Those of these engines that no execution and no candidate names. */
  async unknownEngines(engines: readonly string[], signal?: Signal): Promise<string[]> {
    await this.index.even();
    return this.queries.unknownEngines(engines, signal);
  }

  /** The live dataset, line by line, as it is on disk after a flush. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.index.even();
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
