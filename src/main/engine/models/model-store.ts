import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LoadedModel, ModelEntry, ModelJob, ModelVerdict, Signal } from "../../../contract/index.ts";
import { syncFolder } from "../files/atomic-write.ts";
import { withPath } from "../files/io-error.ts";
import type { Gate } from "../files/journal.ts";
import type { Log } from "../log.ts";
import { adoptFile, verifyEntry } from "./check-models.ts";
import { copyModel, inspectSource } from "./copy-model.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { ListedModels } from "./listed-models.ts";
import { removeLeftovers, sizeOfFile, temporaryPath, unlistedFiles } from "./model-folder.ts";
import { ModelJobs } from "./model-jobs.ts";
import { readModelList } from "./model-list.ts";
import { loadOnnx } from "./native.ts";
import { freeName, nameKey, safeName } from "./safe-name.ts";

export interface ModelStoreOptions {
  /** `<workspace>/models`; made when it does not exist. */
  folder: string;
  /** The cap in force. */
  maxBytes: number;
  /** Whether `loadModel` loads. */
  native: boolean;
  /** Shut, the folder is not changed any more: another process may own it. */
  gate?: Gate;
  log: Log;
  /** "list": what `list` answers changed; "jobs": only a job's progress or state did, at most ten times a second while copying. */
  onChange?: (what: "list" | "jobs") => void;
}

export interface SaveOptions {
  /** Instead of the source's own name. */
  name?: string;
  signal?: Signal;
  onProgress?: (writtenBytes: number, totalBytes: number) => void;
}

/** The model files of a workspace: copied in whole or not at all, each with its SHA-256. One instance a folder. */
export class ModelStore {
  readonly folder: string;
  readonly #log: Log;
  readonly #onChange: (what: "list" | "jobs") => void;
  readonly #jobs: ModelJobs;
  readonly #closing = new AbortController();
  readonly #saving = new Set<Promise<unknown>>();
  /** What is odd, by the file it is about. */
  readonly #problems: Map<string, string>;
  #maxBytes: number;
  #native: boolean;
  readonly #listed: ListedModels;
  /** Settles when files that were on disk and not in the list have been taken in. */
  readonly adopted: Promise<void>;

  private constructor(options: ModelStoreOptions, entries: ModelEntry[], problems: Map<string, string>, unlisted: readonly string[]) {
    this.folder = options.folder;
    this.#maxBytes = options.maxBytes;
    this.#native = options.native;
    this.#log = options.log;
    this.#onChange = options.onChange ?? (() => {});
    this.#listed = new ListedModels(entries, {
      folder: options.folder,
      gate: options.gate ?? { shut: null },
      onChange: () => this.#onChange("list"),
    });
    this.#problems = problems;
    this.#jobs = new ModelJobs(
      {
        inspect: (path, name) => inspectSource(path, { name, maxBytes: this.#maxBytes }),
        save: (path, more) => this.saveModel(path, more),
      },
      () => this.#onChange("jobs"),
    );
    this.adopted = this.#adoptAll(unlisted);
  }

  /**
   * Opens the store: clears away what killed imports left, reads the list (a damaged one is set aside and made again), and
   * takes in files that are on disk but not listed, in the background.
   * @throws AssayError newer, permission, io.
   */
  static async open(options: ModelStoreOptions): Promise<ModelStore> {
    const { folder, log } = options;
    await withPath(folder, () => mkdir(folder, { recursive: true }));
    const leftovers = await removeLeftovers(folder);
    if (leftovers > 0) log("info", "model_leftovers_removed", { count: leftovers });
    const { entries, problem } = await readModelList(folder);
    const problems = new Map<string, string>();
    if (problem !== null) problems.set("", problem);
    for (const entry of entries) {
      const { name, file, sizeBytes } = entry;
      const size = await sizeOfFile(folder, file);
      const odd = size === null ? "is missing" : size === sizeBytes ? null : `has ${size} bytes instead of ${sizeBytes}`;
      // The list does not say what is wrong with a file; the file does, in a few reads. One that cannot be read is said when it is used.
      if (size !== null) entry.warnings = (await inspectModel(join(folder, file), name).catch(() => ({ warnings: [] }))).warnings;
      if (odd !== null) problems.set(file, `The model ${name} (${join(folder, file)}) ${odd}. Add it again, or remove it.`);
    }
    return new ModelStore(options, entries, problems, await unlistedFiles(folder, entries));
  }

  /** Sentences for a person about what is odd; empty when all is well. */
  get problems(): string[] {
    return [...this.#problems.values()];
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  get native(): boolean {
    return this.#native;
  }

  /** Takes over changed settings; what is being copied goes on under the cap it started with. */
  configure(settings: { maxBytes: number; native: boolean }): void {
    this.#maxBytes = settings.maxBytes;
    this.#native = settings.native;
  }

  list(): ModelEntry[] {
    return this.#listed.entries.map((entry) => ({ ...entry }));
  }

  /**
   * Copies a file in, hashing on the way. Content that is here already is answered with the entry it has; another content
   * of the same name gets a name with a number.
   * @throws AssayError over_limit (nothing is written), disk_full, refused (no regular file, or it changed meanwhile),
   * cancelled, not_found, permission, io, in_use (the workspace was lost to another process). Whatever it throws, nothing is left in the folder.
   */
  saveModel(sourcePath: string, options: SaveOptions = {}): Promise<ModelEntry> {
    const saving = this.#save(sourcePath, options);
    this.#saving.add(saving);
    return saving.finally(() => this.#saving.delete(saving));
  }

  async #save(sourcePath: string, options: SaveOptions): Promise<ModelEntry> {
    const name = safeName(options.name ?? basename(sourcePath));
    await inspectSource(sourcePath, { name, maxBytes: this.#maxBytes });
    const temporary = temporaryPath(this.folder, "incoming");
    const stop = new AbortController();
    const signals: Signal[] = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const abort = () => stop.abort();
    for (const signal of signals) {
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
    }
    try {
      const copied = await copyModel(sourcePath, temporary, {
        name,
        maxBytes: this.#maxBytes,
        signal: stop.signal,
        onProgress: options.onProgress,
      });
      const found = await inspectModel(temporary, name);
      return await this.#listed.inTurn(() =>
        this.#keep(temporary, { name, ...copied, ...found, importedAtS: Math.floor(Date.now() / 1000) }),
      );
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", abort);
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  async #keep(temporary: string, found: Omit<ModelEntry, "file">): Promise<ModelEntry> {
    const same = this.#listed.entries.find(({ sha256 }) => sha256 === found.sha256);
    if (same) {
      if ((await sizeOfFile(this.folder, same.file)) === same.sizeBytes) return { ...same };
      // The list knows it, the disk lost it: this copy mends that.
      await this.#moveIn(temporary, same.file);
      this.#problems.delete(same.file);
      const mended = { ...same, warnings: found.warnings };
      await this.#listed.set(this.#listed.entries.map((entry) => (entry === same ? mended : entry)));
      return { ...mended };
    }
    const taken = new Set(
      [...this.#listed.entries.flatMap(({ name, file }) => [name, file]), ...(await unlistedFiles(this.folder, this.#listed.entries))].map(
        nameKey,
      ),
    );
    const name = freeName(found.name, (one) => taken.has(nameKey(one)));
    const entry: ModelEntry = { ...found, name, file: name };
    await this.#moveIn(temporary, entry.file);
    try {
      await this.#listed.set([...this.#listed.entries, entry]);
    } catch (thrown) {
      await rm(join(this.folder, entry.file), { force: true }).catch(() => {});
      throw thrown;
    }
    this.#log("info", "model_saved", { name, size_bytes: entry.sizeBytes, sha256: entry.sha256, format: entry.format });
    return { ...entry };
  }

  #moveIn(temporary: string, file: string): Promise<void> {
    const path = join(this.folder, file);
    return withPath(path, async () => {
      await rename(temporary, path);
      await syncFolder(this.folder);
    });
  }

  async #adoptAll(unlisted: readonly string[]): Promise<void> {
    for (const file of unlisted) {
      try {
        const found = await adoptFile(this.folder, file, this.#closing.signal);
        await this.#listed.inTurn(() => this.#adopt(found));
      } catch (thrown) {
        if (this.#closing.signal.aborted) return;
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        this.#problems.set(file, `The file ${join(this.folder, file)} is not in the list of models and could not be taken in: ${why}`);
        this.#onChange("list");
      }
    }
  }

  async #adopt(found: Omit<ModelEntry, "name">): Promise<void> {
    if (this.#listed.entries.some(({ file }) => file === found.file)) return;
    const same = this.#listed.entries.find(({ sha256 }) => sha256 === found.sha256);
    if (same && (await sizeOfFile(this.folder, same.file)) === null) {
      // It was only renamed: the entry follows its file.
      this.#problems.delete(same.file);
      await this.#listed.set(
        this.#listed.entries.map((entry) => (entry === same ? { ...same, file: found.file, warnings: found.warnings } : entry)),
      );
      return;
    }
    const taken = new Set(this.#listed.entries.map(({ name }) => nameKey(name)));
    const name = freeName(safeName(found.file), (one) => taken.has(nameKey(one)));
    await this.#listed.set([...this.#listed.entries, { name, ...found }]);
    this.#log("info", "model_adopted", { name, file: found.file });
  }

  /**
   * Reads the files again and compares size and SHA-256 with the list. A verdict a model; all of them without `name`.
   * @throws AssayError not_found when there is no model of that name; cancelled.
   */
  async verify(name?: string, signal?: Signal): Promise<ModelVerdict[]> {
    await this.adopted;
    const entries = name === undefined ? this.list() : [this.#listed.named(name)];
    const verdicts: ModelVerdict[] = [];
    for (const entry of entries) verdicts.push(await verifyEntry(this.folder, entry, signal));
    return verdicts;
  }

  /** Takes a model off the list and its file off the disk. @throws AssayError not_found, permission, io; it is then still there. */
  remove(name: string): Promise<void> {
    return this.#listed.inTurn(async () => {
      const entry = this.#listed.named(name);
      const path = join(this.folder, entry.file);
      const aside = temporaryPath(this.folder, "removing");
      const isThere = (await sizeOfFile(this.folder, entry.file)) !== null;
      if (isThere) await withPath(path, () => rename(path, aside));
      try {
        await this.#listed.set(this.#listed.entries.filter((one) => one !== entry));
      } catch (thrown) {
        if (isThere) await rename(aside, path).catch(() => {});
        throw thrown;
      }
      this.#problems.delete(entry.file);
      await rm(aside, { force: true }).catch(() => {});
      this.#log("info", "model_removed", { name });
    });
  }

  /**
   * Opens an ONNX model in the native backend and reports what goes in and out. null while models.native is off.
   * @throws AssayError not_found, refused (another format, or the backend cannot open it), unavailable (no onnxruntime-node).
   */
  async loadModel(name: string): Promise<LoadedModel | null> {
    if (!this.#native) return null;
    const entry = this.#listed.named(name);
    return loadOnnx(join(this.folder, entry.file), entry.name);
  }

  /**
   * Queues a file for copying in and answers with the job's id; it is looked at at once, so that one over the cap has failed
   * a moment later. `done` is called when the file is not needed any more.
   */
  startImport(path: string, name: string, done: () => Promise<void> = async () => {}): string {
    return this.#jobs.start(path, name, done);
  }

  /** @throws AssayError not_found. Nothing is left of what was copied. */
  cancel(job: string): void {
    this.#jobs.cancel(job);
  }

  /** Newest first. */
  jobs(): ModelJob[] {
    return this.#jobs.pictures();
  }

  clearFinished(): void {
    this.#jobs.clearFinished();
  }

  /** Cancels what is being copied or read, leaving nothing of it, and waits for it. Twice is once. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#jobs.close();
    await Promise.allSettled([...this.#saving]);
    await this.adopted;
    await this.#listed.settled();
  }
}
