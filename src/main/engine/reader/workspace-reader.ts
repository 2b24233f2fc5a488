import { join } from "node:path";
import {
  tiers as allTiers,
  type ChannelName,
  type ConfigReport,
  type GenerationPreview,
  type ModelEntry,
  type ModelVerdict,
  type Signal,
  type Tier,
} from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { effectiveMaxModelBytes } from "../config/load-config.ts";
import { previewGeneration } from "../curation/generator.ts";
import { writeCurrentDataset } from "../curation/projections/dataset-copy.ts";
import { isStale } from "../curation/projections/dataset-file.ts";
import { datasetLines } from "../curation/projections/dataset-lines.ts";
import { IndexSync } from "../curation/projections/index-sync.ts";
import { createSampleJudge } from "../curation/projections/sample-judge.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { makeFolderInside } from "../files/inside.ts";
import { createNew } from "../files/open-inside.ts";
import { openForReading, type ReadJournal } from "../files/read-journal.ts";
import { readModels, verifyReadModels } from "../models/read-models.ts";
import { engineNames, unknownEngines } from "../queries/engine-names.ts";
import { engineTable } from "../queries/engine-table.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import { keyOfHash } from "../records/line-hash.ts";
import { readIndexKey } from "../store/index-key.ts";
import { describeLeftOut, type LeftOut, readLeftOut } from "../store/left-out.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import { inspectFiles, type VerifyReport } from "../workspace/verify.ts";
import type { WorkspacePaths } from "../workspace/workspace-files.ts";
import { openReadIndex, type ReadIndex } from "./read-index.ts";
import { makeScratchFolder, type ScratchFolder } from "./scratch-folder.ts";

export interface ReaderParts {
  paths: WorkspacePaths;
  /** The workspace's real path. */
  root: string;
  config: ConfigReport;
  channels: ReadonlyMap<ChannelName, ReadJournal>;
  quarantine: ReadJournal;
  curation: ReadJournal;
  stats: ReadJournal;
  /** @throws AssayError in_use when a process has taken the workspace for writing. */
  checkOwner(): Promise<void>;
  importWorkerUrl: URL;
  stateDir: string;
  note(sentence: string): void;
  noteAfterMs: number;
  signal: Signal;
  log: Log;
}

/** What `verify` answers about a workspace that is only read. */
export interface ReadReport extends VerifyReport {
  /** What opening the workspace for writing would mend, in sentences. */
  repairs: string[];
}

const openOnce = "Opening the workspace once (assay serve, or assay verify --repair) makes an index that stays.";

/** A workspace that is only read; `openReader` makes one. */
export class WorkspaceReader {
  readonly config: ConfigReport;
  readonly #parts: ReaderParts;
  readonly #pool: WorkerPool;
  #scratch: Promise<ScratchFolder> | null = null;
  #log: Promise<CurationLog> | null = null;
  #dataset: Promise<{ journal: ReadJournal; isStale: boolean }> | null = null;
  readonly #indexes: ReadIndex[] = [];
  #statsIndex: Promise<ReadIndex> | null = null;
  #indexFolders = 0;
  #leftOut: ReadonlyMap<ChannelName, LeftOut> = new Map();

  constructor(parts: ReaderParts) {
    this.config = parts.config;
    this.#parts = parts;
    this.#pool = new WorkerPool(parts.importWorkerUrl, createChunkJobs(new SchemaValidator()));
  }

  /** Statistics in the contract's shape; exact, from an index that is in sync with the journals. @throws AssayError in_use, disk_full, cancelled, io … */
  async stats(scope: Parameters<typeof engineTable>[1]): ReturnType<typeof engineTable> {
    const { db } = await this.#openStatsIndex();
    this.#leftOut = await readLeftOut(db, () => this.#readOwnWrites());
    return engineTable(db, scope, this.#parts.signal);
  }

  /** Those of these engines that no execution and no candidate names. @throws AssayError as `stats`. */
  async unknownEngines(engines: readonly string[]): Promise<string[]> {
    return unknownEngines((await this.#openStatsIndex()).db, engines, this.#parts.signal);
  }

  /** The engines that executions and candidates name, most frequent first. @throws AssayError as `stats`. */
  async engineNames(): Promise<string[]> {
    const names = await engineNames((await this.#openStatsIndex()).db, this.#parts.signal);
    return names.map(({ engineId }) => engineId);
  }

  /** What `assay generate` would do. @throws AssayError as `stats`. */
  async previewGeneration(): Promise<GenerationPreview> {
    const { db } = await this.#openStatsIndex();
    const { gold_threshold: gold, silver_threshold: silver, bronze_threshold: bronze } = this.config.config.json_engine.training;
    return previewGeneration(db, (await this.#readLog()).state, { gold, silver, bronze });
  }

  /** The live dataset, line by line, as curation.jsonl says it is, also where the dataset file is behind it. */
  async *samples({ tiers = [...allTiers] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    const { journal } = await this.#readDataset();
    if (journal.durableBytes === 0) return;
    let refused = 0;
    const isSample = createSampleJudge(new SchemaValidator(), this.config.config.json_engine.strict_validation);
    yield* datasetLines(journal.path, { tiers, isSample, toBytes: journal.durableBytes, onLeftOut: () => refused++ });
    if (refused > 0) this.#leftOut = new Map([["training_samples", { refused, otherKinds: [] }]]);
  }

  /** Reads every journal and compares it with the index; what a writer would mend is reported and left as it is. */
  async verify(): Promise<ReadReport> {
    const { paths, config, root } = this.#parts;
    const log = await this.#readLog();
    const isOwnWrite = await this.#readOwnWrites();
    const dataset = await this.#readDataset();
    const journals = new Map(this.#parts.channels).set("training_samples", dataset.journal);
    const index = await this.#openIndex({
      channels: [...journals.keys()],
      journals,
      isOwnWrite,
      isCurrent: (db) => new IndexSync(db, log).isCurrent(),
      bringUpToDate: async (db) => {
        const sync = new IndexSync(db, log);
        if (!(await sync.isCurrent())) await sync.resync();
      },
    });
    const models = await readModels({ folder: paths.models, maxBytes: 0, hashUnlisted: false, signal: this.#parts.signal });
    const leftOut = await readLeftOut(index.db, () => isOwnWrite);
    const torn = [...this.#parts.channels].map(([name, { tornBytes }]) => [name, tornBytes] as const);
    const report = await inspectFiles(
      {
        config,
        curation: log.events,
        models,
        path: root,
        index: { db: index.db, status: { state: "ready" }, leftOut, refreshLeftOut: async () => {} },
        journals: { channels: await this.#withEmptyFiles(journals), tornBytes: new Map(torn) },
        quarantine: { journal: await this.#orEmptyFile(this.#parts.quarantine) },
      },
      this.#pool,
    );
    const own = this.#parts.channels.get("training_samples")?.path ?? "";
    return {
      ...report,
      problems: report.problems.map((problem) => problem.replaceAll(dataset.journal.path, own)),
      repairs: [
        ...this.#tornTails(),
        ...log.events.repairs,
        ...(dataset.isStale ? [`${own} is behind ${paths.curation}; the dataset is what that says.`] : []),
        ...(index.replaced === null ? [] : [index.replaced]),
        ...models.unlisted.map((file) => `The file ${join(paths.models, file)} is not in the list of models yet.`),
      ],
    };
  }

  /**
   * Sentences for a person: lines of the journals that are in no view, as far as what was asked before had to look at them, and how records
   * of other kinds come into theirs.
   */
  async leftOutNotes(): Promise<string[]> {
    const { channels, root } = this.#parts;
    return describeLeftOut(this.#leftOut, (channel) => channels.get(channel)?.path ?? channel, root);
  }

  /** Whether a line of the dataset is a row version that the curation log already wrote. */
  async #readOwnWrites(): Promise<IsOwnWrite> {
    const { samples } = (await this.#readLog()).state;
    return (hash) => samples.findByLine(keyOfHash(hash)) !== undefined;
  }

  /** The models there are, with those that are on disk and not in the list yet. */
  async listModels(): Promise<ModelEntry[]> {
    return [...(await this.#readModels()).entries];
  }

  /** Reads model files again and compares them with the list. @throws AssayError not_found, cancelled. */
  async verifyModels(name?: string): Promise<ModelVerdict[]> {
    return verifyReadModels(this.#parts.paths.models, (await this.#readModels()).entries, name, this.#parts.signal);
  }

  /** Closes what was opened and removes what was made outside the workspace. Idempotent. */
  async close(): Promise<void> {
    for (const index of this.#indexes.splice(0)) await index.close();
    await this.#pool.close();
    await (await this.#scratch)?.remove();
  }

  #readModels() {
    const { paths, config, signal } = this.#parts;
    return readModels({ folder: paths.models, maxBytes: effectiveMaxModelBytes(config), hashUnlisted: true, signal });
  }

  #scratchFolder(): Promise<ScratchFolder> {
    this.#scratch ??= makeScratchFolder(this.#parts.stateDir, this.#parts.root);
    return this.#scratch;
  }

  /** One for each index: another of this reader may be open. */
  async #newIndexFolder(): Promise<string> {
    const path = join((await this.#scratchFolder()).path, `index-${++this.#indexFolders}`);
    await makeFolderInside(path);
    return path;
  }

  #readLog(): Promise<CurationLog> {
    this.#log ??= CurationLog.read(this.#parts.curation);
    return this.#log;
  }

  /** The dataset file; where a crash left it behind the log, what it would be, in the scratch folder. */
  #readDataset(): Promise<{ journal: ReadJournal; isStale: boolean }> {
    this.#dataset ??= this.#makeDataset();
    return this.#dataset;
  }

  async #makeDataset(): Promise<{ journal: ReadJournal; isStale: boolean }> {
    const journal = this.#parts.channels.get("training_samples") as ReadJournal;
    const log = await this.#readLog();
    if (!(await isStale(log.state.samples, journal))) return { journal, isStale: false };
    const path = join((await this.#scratchFolder()).path, "training_samples.jsonl");
    const file = await createNew(path);
    try {
      await writeCurrentDataset({ journal, log, keepPositions: async () => {} }, journal.durableBytes, file);
    } finally {
      await file.close();
    }
    return { journal: await openForReading(path), isStale: true };
  }

  /** An index of executions and comparisons, the same each time. */
  #openStatsIndex(): Promise<ReadIndex> {
    this.#statsIndex ??= this.#openIndex({
      channels: ["events", "comparisons"],
      journals: this.#parts.channels,
      isOwnWrite: () => false,
    });
    return this.#statsIndex;
  }

  async #openIndex(
    more: Pick<Parameters<typeof openReadIndex>[0], "channels" | "journals" | "isOwnWrite" | "isCurrent" | "bringUpToDate">,
  ): Promise<ReadIndex> {
    const { paths, config, stateDir, checkOwner, log, signal, note, noteAfterMs } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    try {
      const index = await openReadIndex({
        ...more,
        cache: paths.cache,
        key: await readIndexKey(stateDir),
        scratch: await this.#newIndexFolder(),
        pool: this.#pool,
        strict: config.config.json_engine.strict_validation,
        onBuild: (reason) => {
          timer = setTimeout(() => note(`${reason} A temporary one is made from the files. ${openOnce}`), noteAfterMs);
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

  #tornTails(): string[] {
    const { channels, quarantine, curation, stats } = this.#parts;
    return [...channels.values(), quarantine, curation, stats]
      .filter(({ tornBytes }) => tornBytes > 0)
      .map(({ path, tornBytes }) => `${path} ends in a torn line of ${tornBytes} bytes, which is not counted.`);
  }

  async #withEmptyFiles(journals: ReadonlyMap<ChannelName, ReadJournal>): Promise<Map<ChannelName, ReadJournal>> {
    const all = new Map<ChannelName, ReadJournal>();
    for (const [name, journal] of journals) all.set(name, await this.#orEmptyFile(journal));
    return all;
  }

  /** A journal that may not exist: what has no lines is read from an empty file. */
  async #orEmptyFile(journal: ReadJournal): Promise<ReadJournal> {
    if (journal.durableBytes > 0) return journal;
    const path = join((await this.#scratchFolder()).path, "empty.jsonl");
    await atomicWriteInside(path, "");
    return { ...journal, path };
  }
}
