import { createHash, type Hash } from "node:crypto";
import {
  AssayError,
  type ExportFile,
  type ExportMade,
  type ExportPreview,
  type ExportReport,
  type ExportSplitReport,
  maxPreviewCharacters,
  type Signal,
} from "../../../contract/index.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { withPath } from "../files/io-error.ts";
import { readLines } from "../files/read-lines.ts";
import type { StagedFolder } from "../files/staged-folder.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { hashLines } from "./hash-lines.ts";
import type { PairCounts } from "./items/comparison-items.ts";
import { readItems } from "./items/read-items.ts";
import type { Reading } from "./items/reading.ts";
import { Skips } from "./items/skips.ts";
import type { Item } from "./items.ts";
import { createManifest, type ReadFile } from "./manifest.ts";
import { RuleBook } from "./preflight/rule-book.ts";
import { SetRules } from "./preflight/set-rules.ts";
import { RowTally } from "./preflight/tally.ts";
import type { ExportInput, ExportPlan, InputFile } from "./request.ts";
import { splitKey, splitOf } from "./split/split-of.ts";
import { SplitWatch } from "./split/split-watch.ts";
import type { Made, SplitMade, Target } from "./targets/target.ts";
import { getFileName } from "./targets/targets.ts";
import { manifestName } from "./write/destination.ts";
import { type LineWriter, lineWriter, openRowFile, type RowFile } from "./write/row-files.ts";
import { TextFile } from "./write/text-file.ts";

const maxFirstRows = 3;

export interface ExportProgress {
  readBytes: number;
  totalBytes: number;
  rows: number;
}

export interface ExportOptions {
  signal: Signal;
  onProgress(progress: ExportProgress): void;
}

interface Split {
  name: string;
  file: string;
  rows: number;
  sizeBytes: number;
  labels: { true: number; false: number };
  out: RowFile | null;
}

/** One pass over the source. */
export class ExportRun {
  readonly #plan: ExportPlan;
  readonly #input: ExportInput;
  readonly #folder: StagedFolder | null;
  readonly #options: ExportOptions;
  readonly #splits: Split[];
  readonly #rules: RuleBook;
  readonly #tally = new RowTally();
  readonly #skips = new Skips();
  readonly #watch = new SplitWatch();
  readonly #counts: PairCounts = { "best-worst": 0, "best-each": 0, adjacent: 0, all: 0 };
  readonly #firstRows: ExportPreview["firstRows"] = [];
  readonly #hashes = new Map<InputFile, { hash: Hash; bytes: number }>();
  readonly #lines: LineWriter;
  readonly #setRules: SetRules;
  #items = 0;
  #rows = 0;
  #records = 0;

  constructor(plan: ExportPlan, input: ExportInput, folder: StagedFolder | null, options: ExportOptions) {
    this.#plan = plan;
    this.#input = input;
    this.#folder = folder;
    this.#options = options;
    this.#rules = new RuleBook(plan.target, plan.fixes);
    this.#lines = lineWriter(plan.target);
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
    const { curation } = this.#input;
    const log = await CurationLog.read({ path: curation.path, durableBytes: curation.bytes, tornBytes: 0, startBytes: 0, replacements: 0 });
    const reading: Reading = {
      input: this.#input,
      plan: this.#plan,
      log,
      validator: new SchemaValidator(),
      skips: this.#skips,
      records: 0,
      onSlice: (file, lines) => this.#noteSlice(file, lines),
    };
    for await (const placed of readItems(reading, this.#counts)) {
      for (const { item, taskId } of placed) if (this.#take(item, taskId)) await this.#write();
      if (this.#options.signal.aborted) throw new AssayError("cancelled", "The export was stopped; nothing of it was kept.");
      await this.#open();
    }
    this.#records = reading.records;
    return { report: this.#report(), firstRows: this.#firstRows };
  }

  /** Finishes the files, and puts the folder in its place. */
  async finish(folder: StagedFolder, report: ExportReport): Promise<ExportMade> {
    return withPath(folder.target, async () => {
      const files: ExportFile[] = [];
      for (const split of this.#splits) {
        if (split.out === null) continue;
        await split.out.write();
        const made = await split.out.end();
        split.out = null;
        split.sizeBytes = made.sizeBytes;
        files.push({ name: split.file, ...made });
      }
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
  }

  /** @returns whether a file waits to be written. */
  #take(item: Item, taskId: string | null): boolean {
    this.#items++;
    const checked = this.#rules.apply(item);
    if (checked === null) return false;
    const { parts, seed, target } = this.#plan;
    const key = parts.length === 1 ? "" : splitKey(checked.prompt, taskId);
    const index = splitOf(key, parts, seed);
    if (taskId !== null && parts.length > 1) this.#watch.note(splitKey(checked.prompt, null), index);
    const split = this.#splits[index] as Split;
    const row = (target as unknown as Target).row(checked as never, { split: split.name, index: split.rows });
    const text = this.#lines.toLine(row, checked);
    this.#setRules.see(row);
    const isFull = split.out?.add(text) ?? false;
    if (split.out === null && this.#folder !== null) this.#waiting.push({ split, text });
    split.rows++;
    split.sizeBytes += text.length;
    if ("label" in checked) split.labels[checked.label ? "true" : "false"]++;
    this.#rows++;
    this.#tally.add(checked);
    if (this.#firstRows.length < maxFirstRows)
      this.#firstRows.push({
        file: split.file,
        text: text.slice(0, maxPreviewCharacters).toWellFormed(),
        isCut: text.length > maxPreviewCharacters,
      });
    return isFull;
  }

  /** Rows of splits whose file is not open yet: a file is made at its first row, so that none is empty. */
  readonly #waiting: { split: Split; text: string }[] = [];

  async #open(): Promise<void> {
    const { signal } = this.#options;
    for (const { split, text } of this.#waiting.splice(0)) {
      split.out ??= await this.#opening((folder) => openRowFile(this.#plan.target, folder, split.file, signal));
      split.out.add(text);
    }
  }

  #opening<T>(work: (folder: StagedFolder) => Promise<T>): Promise<T> {
    const folder = this.#folder as StagedFolder;
    return withPath(folder.target, () => work(folder));
  }

  async #write(): Promise<void> {
    for (const { out } of this.#splits) if (out !== null) await this.#opening(() => out.write());
  }

  #noteSlice(file: InputFile, lines: readonly { bytes: Buffer }[]): void {
    const known = this.#hashes.get(file) ?? { hash: createHash("sha256"), bytes: 0 };
    this.#hashes.set(file, known);
    known.bytes += hashLines(known.hash, lines);
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

async function writeText(folder: StagedFolder, name: string, text: string): Promise<Omit<ExportFile, "name">> {
  const file = new TextFile(await folder.create(name));
  try {
    file.add(text);
    return await file.end();
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}
