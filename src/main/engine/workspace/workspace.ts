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
} from "../../../contract/index.ts";
import type { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Throttler } from "../async/throttler.ts";
import type { Log } from "../base/log.ts";
import type { Channel } from "../collector/channel.ts";
import type { DataCollector } from "../collector/collector.ts";
import type { Quarantine } from "../collector/quarantine.ts";
import type { Curation } from "../curation/curation.ts";
import type { WriteGate } from "../files/journal.ts";
import { collectStream, type StreamCounts, type StreamOptions } from "../ingest/collect-stream.ts";
import { type ImportOptions, importFile } from "../ingest/import-file.ts";
import type { ImportReport } from "../ingest/import-report.ts";
import type { ModelStore } from "../models/model-store.ts";
import type { CachedQueries } from "../queries/cached-queries.ts";
import { keyOfHash } from "../records/line-hash.ts";
import type { IndexStore } from "../store/index-store.ts";
import { adviseBringingIn, describeLeftOut, describeRefused } from "../store/left-out.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { findOwnFile, refuseOwnFile } from "./own-files.ts";
import { type VerifyReport, verifyWorkspace } from "./verify.ts";
import { closeJournals, type Journals, type WorkspacePaths } from "./workspace-files.ts";

export type Change = "counters" | "executions" | "comparisons" | "samples" | "models" | "index" | "imports";

/** What an open workspace is made of; `openWorkspace` puts it together. */
export interface WorkspaceParts {
  /** As it was named when it was opened; `paths` are real. */
  path: string;
  /** See `OpenOptions.followLinksTo`. */
  followLinksTo: readonly string[];
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
  generation: Throttler;
  journals: Journals;
  /** Shared by everything that writes; read-only while the lock is lost. */
  gate: WriteGate;
  troubles: Map<string, AssayError>;
  log: Log;
  pool: WorkerPool;
  release: () => Promise<void>;
}

/** An open workspace: the engine's parts, put together. */
export class Workspace {
  readonly path: string;
  readonly followLinksTo: readonly string[];
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
  readonly generation: Throttler;
  readonly journals: Journals;
  readonly gate: WriteGate;
  readonly openedAtMs = Date.now();
  /** What went wrong and is still so, by what it is about. */
  readonly troubles: Map<string, AssayError>;
  readonly log: Log;
  readonly #pool: WorkerPool;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(parts: WorkspaceParts) {
    this.path = parts.path;
    this.followLinksTo = parts.followLinksTo;
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
    this.gate = parts.gate;
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
    return [
      ...this.journals.repairs,
      ...this.index.repairs,
      ...this.curation.repairs,
      ...this.curation.problems,
      ...this.models.problems,
      ...this.#refusedNotes,
    ];
  }

  /** Sentences for a person: lines of the journals that are in no view, and how records of other kinds come into theirs. */
  get leftOutNotes(): string[] {
    return describeLeftOut(this.index.leftOut, (channel) => this.#journalPath(channel), this.path);
  }

  get #refusedNotes(): string[] {
    return [...this.index.leftOut].flatMap(([channel, leftOut]) => describeRefused(basename(this.#journalPath(channel)), leftOut) ?? []);
  }

  #journalPath(channel: ChannelName): string {
    return this.journals.channels.get(channel)?.path ?? channel;
  }

  /**
   * Imports a file; see `importFile` for what it throws.
   * @param options.waitForIndex false: answers when the lines are durable; `indexImports` waits for the rest. Default true.
   */
  async importFile(
    path: string,
    { waitForIndex = true, ...options }: Omit<ImportOptions, "kind"> & { kind: ImportKind; waitForIndex?: boolean },
  ): Promise<ImportReport> {
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
        waitForCapacity: () => this.index.waitForCapacity(),
        isOwnWrite: (hash) => this.curation.isOwnWrite(keyOfHash(hash)),
        findOwnJournal: async (stats) => {
          const own = await findOwnFile(this.paths, this.journals, stats);
          if (own?.channel === null) throw refuseOwnFile(own);
          return own?.channel ?? null;
        },
      },
      path,
      options,
    );
    if (waitForIndex) await this.indexImports();
    return report;
  }

  /** Waits until what was imported so far can be queried, and what follows from it by itself is done. Never rejects for the index. */
  async indexImports(): Promise<void> {
    await this.index.settled();
    await this.index.refreshLeftOut();
    await this.generation.settled();
  }

  /** Collects a stream of lines of one kind, as fast as they come; see `collectStream` for what it throws. */
  async collectStream(input: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<StreamCounts> {
    const name = channelOfKind[options.kind];
    const own = options.file && (await findOwnFile(this.paths, this.journals, options.file));
    if (own)
      throw refuseOwnFile(
        own.channel === null
          ? own
          : { ...own, advice: `Records of other kinds in it? ${adviseBringingIn(this.#journalPath(own.channel), this.path)}` },
      );
    return collectStream(
      {
        channel: this.channels.get(name),
        quarantine: this.quarantine,
        pool: this.#pool,
        strict: this.config.config.json_engine.strict_validation,
        remember: (hash) => this.index.hashes.add(name, hash),
        waitForCapacity: () => this.index.waitForCapacity(),
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
    scope: { engines?: string[]; fromS?: number; toS?: number; successfulOnly: boolean; percentiles: number[]; includeCompared?: boolean },
    signal?: Signal,
  ) {
    await this.index.caughtUp();
    return this.queries.table(scope, signal);
  }

  /** The live dataset, line by line, as it is on disk after a flush. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.index.caughtUp();
    yield* this.curation.sampleLines({ tiers: [...tiers] });
  }

  /** Checks journals, conservation and the index against the journals. */
  async verify({ repair }: { repair: boolean }): Promise<VerifyReport> {
    await this.collector.flush();
    await this.curation.flush();
    return verifyWorkspace(this, this.#pool, repair);
  }

  /** Flushes collector, aggregator and dataset, closes every file and the index, releases the lock. Idempotent. */
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
