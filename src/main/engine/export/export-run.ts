import { createHash, type Hash } from "node:crypto";
import {
  AssayError,
  type ExportFile,
  type ExportMade,
  type ExportPreview,
  type ExportReport,
  type ExportSplitReport,
  type Signal,
} from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { readLines } from "../files/read-lines.ts";
import type { StagedFolder } from "../files/staged-folder.ts";
import type { PairCounts } from "./items/comparison-items.ts";
import { Skips } from "./items/skips.ts";
import { createManifest, type ReadFile } from "./manifest.ts";
import { RuleBook } from "./preflight/rule-book.ts";
import { SetRules } from "./preflight/set-rules.ts";
import { RowTally } from "./preflight/tally.ts";
import type { ExportInput, ExportPlan, InputFile } from "./request.ts";
import { minThreadedBytes, readRows } from "./slice/read-rows.ts";
import type { MadeSlice } from "./slice/slice-request.ts";
import { maxFirstRows } from "./slice/slice-rows.ts";
import { SplitWatch } from "./split/split-watch.ts";
import type { Made, SplitMade } from "./targets/target.ts";
import { getFileName } from "./targets/targets.ts";
import { manifestName } from "./write/destination.ts";
import { HashedFile } from "./write/hashed-file.ts";
import type { RowFile } from "./write/row-file.ts";
import { RowFiles } from "./write/row-files.ts";

export interface ExportProgress {
  readBytes: number;
  totalBytes: number;
  rows: number;
}

export interface ExportOptions {
  signal: Signal;
  onProgress(progress: ExportProgress): void;
  /** The module of the workspace's threads, which large datasets are exported in. Default: none, all is done in this one. */
  workerUrl?: URL;
  /** From this size of the dataset on. Default: where starting threads pays. */
  threadedFromBytes?: number;
}

interface Split {
  name: string;
  file: string;
  rows: number;
  labels: { true: number; false: number };
  out: RowFile | null;
  /** 0 until its file is made. */
  sizeBytes: number;
}

/** One pass over the source. */
export class ExportRun {
  readonly #plan: ExportPlan;
  readonly #input: ExportInput;
  readonly #folder: StagedFolder | null;
  readonly #files: RowFiles | null;
  readonly #options: ExportOptions;
  readonly #splits: Split[];
  readonly #rules: RuleBook;
  readonly #tally = new RowTally();
  readonly #skips = new Skips();
  readonly #watch = new SplitWatch();
  readonly #counts: PairCounts = { "best-worst": 0, "best-each": 0, adjacent: 0, all: 0 };
  readonly #firstRows: ExportPreview["firstRows"] = [];
  readonly #hashes = new Map<InputFile, { hash: Hash; bytes: number }>();
  readonly #setRules: SetRules;
  #items = 0;
  #rows = 0;
  #records = 0;

  constructor(plan: ExportPlan, input: ExportInput, folder: StagedFolder | null, options: ExportOptions) {
    this.#plan = plan;
    this.#input = input;
    this.#folder = folder;
    this.#files = folder && new RowFiles(plan.target, folder, options.signal);
    this.#options = options;
    this.#rules = new RuleBook(plan.target, plan.fixes);
    this.#setRules = new SetRules(plan.target);
    this.#splits = plan.parts.map(({ name }) => ({
      name,
      file: getFileName(plan.target, name),
      rows: 0,
      sizeBytes: 0,
      labels: { true: 0, false: 0 },
      out: null,
    }));
  }

  /** Reads the source, checks every item, and writes the rows. */
  async read(): Promise<ExportPreview> {
    const { signal, workerUrl = null, threadedFromBytes = minThreadedBytes } = this.#options;
    const slices = readRows({
      plan: this.#plan,
      input: this.#input,
      isWritten: this.#folder !== null,
      signal,
      counts: this.#counts,
      workerUrl: this.#input.dataset.bytes < threadedFromBytes ? null : workerUrl,
      before: () => this.#splits.map(({ rows }) => rows),
      onRead: (file, hashInto) => this.#noteRead(file, hashInto),
    });
    for await (const slice of slices) {
      await this.#write(slice);
      this.#count(slice);
      if (signal.aborted) break;
    }
    if (signal.aborted) throw new AssayError("cancelled", "The export was stopped; nothing of it was kept.");
    return { report: this.#report(), firstRows: this.#firstRows };
  }

  /** Finishes the files, and puts the folder in its place. */
  async finish(folder: StagedFolder, report: ExportReport): Promise<ExportMade> {
    return withPath(folder.target, async () => {
      const files = (await Promise.all(this.#splits.map((split) => endSplit(split)))).flat();
      await this.#files?.close();
      const { target } = this.#plan;
      for (const { name, text } of target.extraFiles?.(this.#made()) ?? []) files.push({ name, ...(await writeText(folder, name, text)) });
      await writeText(folder, manifestName, createManifest(this.#plan, report, files, await this.#readFiles()));
      if (this.#options.signal.aborted) throw new AssayError("cancelled", "The export was stopped; nothing of it was kept.");
      await folder.commit();
      return { path: folder.target, report, files };
    });
  }

  async close(): Promise<void> {
    for (const { out } of this.#splits) await out?.close();
    await this.#files?.close();
  }

  /** A file is made at its first row, so that none is empty. */
  async #write({ splits }: MadeSlice): Promise<void> {
    const [folder, files] = [this.#folder, this.#files];
    if (folder === null || files === null) return;
    await withPath(folder.target, async () => {
      for (const [index, block] of splits.entries()) {
        if (block.rows === 0) continue;
        const split = this.#splits[index] as Split;
        split.out ??= await files.open(split.file);
        await split.out.write(block);
      }
    });
  }

  #count(slice: MadeSlice): void {
    for (const [index, { rows, labels }] of slice.splits.entries()) {
      const split = this.#splits[index] as Split;
      split.rows += rows;
      for (const label of ["true", "false"] as const) split.labels[label] += labels[label];
    }
    this.#records += slice.records;
    this.#items += slice.items;
    this.#rows += slice.rows;
    this.#rules.merge(slice.rules);
    this.#tally.merge(slice.tally);
    this.#skips.merge(slice.skips);
    this.#watch.merge(slice.watch);
    this.#setRules.merge(slice.setRules);
    this.#firstRows.push(...slice.firstRows.slice(0, maxFirstRows - this.#firstRows.length));
  }

  #noteRead(file: InputFile, hashInto: (hash: Hash) => number): void {
    const known = this.#hashes.get(file) ?? { hash: createHash("sha256"), bytes: 0 };
    this.#hashes.set(file, known);
    known.bytes += hashInto(known.hash);
    const readBytes = [...this.#hashes.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    this.#options.onProgress({ readBytes, totalBytes: this.#totalBytes(), rows: this.#rows });
  }

  #totalBytes(): number {
    const { dataset, comparisons } = this.#input;
    return this.#plan.reads === "samples" ? dataset.bytes : (comparisons?.bytes ?? 0);
  }

  /** What was read, with the hash of what was really read of it. The log is read by its own reader. */
  async #readFiles(): Promise<ReadFile[]> {
    const { dataset, comparisons, curation } = this.#input;
    const files = [comparisons, dataset].flatMap((file) => {
      const read = file === null ? undefined : this.#hashes.get(file);
      return file === null || read === undefined ? [] : [{ file: file.name, sizeBytes: read.bytes, sha256: read.hash.digest("hex") }];
    });
    const hash = createHash("sha256");
    if (curation.bytes > 0)
      for await (const lines of readLines(curation.path, 0, curation.bytes)) for (const { bytes } of lines) hash.update(bytes).update("\n");
    return [...files, { file: curation.name, sizeBytes: curation.bytes, sha256: hash.digest("hex") }];
  }

  #made(): Made {
    const splits = this.#splits.map(({ name, file, rows, sizeBytes, labels }): SplitMade => {
      return { split: name, file, rows, sizeBytes, ...(this.#plan.target.takes === "labelled" ? { labels } : {}) };
    });
    return { splits, target: this.#plan.target.name };
  }

  #report(): ExportReport {
    const { target, reads } = this.#plan;
    const isLabelled = target.takes === "labelled";
    return {
      target: target.name,
      reads,
      records: this.#records,
      items: this.#items,
      rows: this.#rows,
      leftOut: this.#items - this.#rows,
      rules: this.#rules.reports,
      skipped: this.#skips.list(),
      warnings: this.#warnings(),
      splits: this.#splits.map(
        ({ name, file, rows, labels }): ExportSplitReport => ({
          split: name,
          file: rows === 0 ? null : file,
          rows,
          ...(isLabelled ? { labels } : {}),
        }),
      ),
      ...this.#tally.read(),
      ...(target.takes === "pair" ? { pairCounts: this.#counts } : {}),
    };
  }

  #warnings(): string[] {
    if (this.#rows === 0) return ["Not one row would be written."];
    const empty = this.#splits.filter(({ rows }) => rows === 0).map(({ name }) => `The part ${name} has no rows, and gets no file.`);
    return [...empty, ...this.#watch.warnings(), ...this.#setRules.problems(this.#made())];
  }
}

async function endSplit(split: Split): Promise<ExportFile[]> {
  if (split.out === null) return [];
  const made = await split.out.end();
  split.out = null;
  split.sizeBytes = made.sizeBytes;
  return [{ name: split.file, ...made }];
}

async function writeText(folder: StagedFolder, name: string, text: string): Promise<Omit<ExportFile, "name">> {
  const file = new HashedFile(await folder.create(name));
  try {
    await file.write(Buffer.from(text, "utf8"));
    return await file.end();
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}
