import { basename, dirname, join } from "node:path";
import {
  AssayError,
  type ErrorValue,
  type LoadedModel,
  type ModelEntry,
  type ModelJob,
  type ModelVerdict,
  type Signal,
} from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { toCapError } from "../config/environment.ts";
import { syncFolder } from "../files/atomic-write.ts";
import { checkFile, removeFile, renameFile } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import type { WriteGate } from "../files/journal.ts";
import { makeFolder } from "../files/make-folder.ts";
import { realFolder } from "../files/named-file.ts";
import { privateFolderMode } from "../files/open-inside.ts";
import { findOddSizes, withAdopted, withWarnings } from "./adopted-entries.ts";
import { adoptFile, verifyEntry } from "./check-models.ts";
import { copyModel, inspectSource } from "./copy-model.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { ListedModels } from "./listed-models.ts";
import { oddEntries, removeLeftovers, sizeOfFile, temporaryPath, unlistedFiles } from "./model-folder.ts";
import { ModelJobs } from "./model-jobs.ts";
import { readModelList } from "./model-list.ts";
import { loadOnnx } from "./native.ts";
import { freeName, nameKey, safeName } from "./safe-name.ts";
import { type ModelBytes, writeModel } from "./write-model.ts";

export interface ModelStoreOptions {
  /** `<workspace>/models`; made when it does not exist. */
  folder: string;
  /** The cap in force. */
  maxBytes: number;
  /** Why no cap can be told; then no model is taken. */
  maxBytesFault?: ErrorValue | null;
  /** Whether `loadModel` loads. */
  native: boolean;
  /** While read-only, the folder is not changed: another process may own it. */
  gate?: WriteGate;
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

export interface SaveBytesOptions extends Omit<SaveOptions, "name"> {
  name: string;
  /** How many bytes will come, when `bytes` is no Uint8Array and it is known. */
  sizeBytes?: number;
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
  readonly #maxBytesFault: ErrorValue | null;
  #native: boolean;
  readonly #listed: ListedModels;
  /** Settles when files that were on disk and not in the list have been taken in. */
  readonly adopted: Promise<void>;

  private constructor(options: ModelStoreOptions, entries: ModelEntry[], problems: Map<string, string>, unlisted: readonly string[]) {
    this.folder = options.folder;
    this.#maxBytes = options.maxBytes;
    this.#maxBytesFault = options.maxBytesFault ?? null;
    this.#native = options.native;
    this.#log = options.log;
    this.#onChange = options.onChange ?? (() => {});
    this.#listed = new ListedModels(entries, {
      folder: options.folder,
      gate: options.gate ?? { readOnly: null },
      onChange: () => this.#onChange("list"),
    });
    this.#problems = problems;
    this.#jobs = new ModelJobs(
      {
        inspect: async (path, name) => inspectSource(path, { name, maxBytes: this.#requireMaxBytes() }),
        save: (path, more) => this.saveModel(path, more),
      },
      () => this.#onChange("jobs"),
    );
    this.adopted = this.#adoptAll(unlisted);
  }

  /**
   * Opens the store: clears away what killed imports left, reads the list (a damaged one is set aside and made again), and
   * takes in files that are on disk but not listed, in the background.
   * @throws AssayError newer, refused (the folder is a link), permission, io.
   */
  static async open(options: ModelStoreOptions): Promise<ModelStore> {
    const { log } = options;
    await makeFolder(options.folder, privateFolderMode);
    // The folder itself is not resolved: when it has become a link since the workspace was opened, that is refused.
    const folder = join(await realFolder(dirname(options.folder)), basename(options.folder));
    const leftovers = await removeLeftovers(folder);
    if (leftovers > 0) log("info", "model_leftovers_removed", { count: leftovers });
    const { entries, problem } = await readModelList(folder);
    const problems = new Map<string, string>();
    if (problem !== null) problems.set("", problem);
    for (const [file, says] of await findOddSizes(folder, entries)) problems.set(file, says);
    const [listed, odd, unlisted] = await Promise.all([withWarnings(folder, entries), oddEntries(folder), unlistedFiles(folder, entries)]);
    for (const [name, what] of odd) {
      problems.set(name, `${join(folder, name)} is ${what}; it is not opened. Remove it, or replace it by a copy of the model.`);
    }
    return new ModelStore({ ...options, folder }, listed, problems, unlisted);
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

  /** @throws AssayError invalid_config while the environment names a cap that cannot be used. */
  #requireMaxBytes(): number {
    if (this.#maxBytesFault) throw toCapError(this.#maxBytesFault);
    return this.#maxBytes;
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

  /**
   * Keeps a model whose bytes are in memory, or come piece by piece, as `saveModel` keeps a file.
   * @param options.name what the model is called; made safe to be a file's name.
   * @param options.sizeBytes how many bytes will come, when that is known: one over the cap is then refused before the first byte.
   * @throws AssayError as `saveModel`, and refused when other than `sizeBytes` bytes came. What the source throws is passed on.
   */
  saveModelBytes(bytes: ModelBytes, options: SaveBytesOptions): Promise<ModelEntry> {
    const { name: givenName, sizeBytes, ...more } = options;
    const name = safeName(givenName);
    const knownBytes = bytes instanceof Uint8Array ? bytes.length : sizeBytes;
    const saving = this.#write(name, more, (temporary, signal) =>
      writeModel(bytes, temporary, { name, maxBytes: this.#requireMaxBytes(), sizeBytes: knownBytes, signal, onProgress: more.onProgress }),
    );
    this.#saving.add(saving);
    return saving.finally(() => this.#saving.delete(saving));
  }

  async #save(sourcePath: string, options: SaveOptions): Promise<ModelEntry> {
    const name = safeName(options.name ?? basename(sourcePath));
    await inspectSource(sourcePath, { name, maxBytes: this.#requireMaxBytes() });
    return this.#write(name, options, (temporary, signal) =>
      copyModel(sourcePath, temporary, { name, maxBytes: this.#maxBytes, signal, onProgress: options.onProgress }),
    );
  }

  /** @param fill writes the temporary file, and leaves none when it fails. */
  async #write(
    name: string,
    options: Pick<SaveOptions, "signal">,
    fill: (temporary: string, signal: Signal) => Promise<{ sizeBytes: number; sha256: string }>,
  ): Promise<ModelEntry> {
    const temporary = temporaryPath(this.folder, "incoming");
    const stop = new AbortController();
    const signals: Signal[] = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const abort = () => stop.abort();
    for (const signal of signals) {
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
    }
    try {
      const copied = await fill(temporary, stop.signal);
      const found = await inspectModel(temporary, name);
      return await this.#listed.inTurn(() =>
        this.#keep(temporary, { name, ...copied, ...found, importedAtS: Math.floor(Date.now() / 1000) }),
      );
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", abort);
      await removeFile(temporary).catch(() => {});
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
      await removeFile(join(this.folder, entry.file)).catch(() => {});
      throw thrown;
    }
    this.#log("info", "model_saved", { name, size_bytes: entry.sizeBytes, sha256: entry.sha256, format: entry.format });
    return { ...entry };
  }

  #moveIn(temporary: string, file: string): Promise<void> {
    const path = join(this.folder, file);
    return withPath(path, async () => {
      await renameFile(temporary, path);
      await syncFolder(this.folder);
    });
  }

  async #adoptAll(unlisted: readonly string[]): Promise<void> {
    for (const file of unlisted) {
      try {
        const found = await adoptFile(this.folder, file, { maxBytes: this.#requireMaxBytes(), signal: this.#closing.signal });
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
    const { entries, entry, wasRenamed } = await withAdopted(this.folder, this.#listed.entries, found);
    if (entry === null) return;
    // An entry whose file was only renamed follows it.
    if (wasRenamed !== null) this.#problems.delete(wasRenamed);
    await this.#listed.set(entries);
    if (wasRenamed !== null) return;
    const { name } = entry;
    this.#log("info", "model_adopted", { name, file: found.file });
  }

  /**
   * Reads the files again and compares size and SHA-256 with the list. A verdict a model; all of them without `name`.
   * @throws AssayError not_found when there is no model of that name; cancelled.
   */
  async verify(name?: string, signal?: Signal): Promise<ModelVerdict[]> {
    await settledOrAborted(this.adopted, signal);
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
      if (isThere) await withPath(path, () => renameFile(path, aside));
      try {
        await this.#listed.set(this.#listed.entries.filter((one) => one !== entry));
      } catch (thrown) {
        if (isThere) await renameFile(aside, path).catch(() => {});
        throw thrown;
      }
      this.#problems.delete(entry.file);
      await removeFile(aside).catch(() => {});
      this.#log("info", "model_removed", { name });
    });
  }

  /**
   * Opens an ONNX model in the native backend and reports what goes in and out. null while native_models of this machine is off.
   * @throws AssayError not_found, refused (another format, or the backend cannot open it), unavailable (no onnxruntime-node).
   */
  async loadModel(name: string): Promise<LoadedModel | null> {
    if (!this.#native) return null;
    const entry = this.#listed.named(name);
    const path = join(this.folder, entry.file);
    // The backend opens the file by its name.
    await checkFile(path);
    return loadOnnx(path, entry.name);
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
    return this.#jobs.list();
  }

  clearFinished(): void {
    this.#jobs.clearFinished();
  }

  /** Cancels what is being copied or read, leaving nothing of it, and waits for it. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#jobs.close();
    await Promise.allSettled([...this.#saving]);
    await this.adopted;
    await this.#listed.settled();
  }
}

/** Waits for work that goes on by itself. @throws AssayError cancelled as soon as the signal is aborted. */
async function settledOrAborted(work: Promise<void>, signal?: Signal): Promise<void> {
  if (signal === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) resolve();
  });
  await Promise.race([work, aborted]);
  signal.removeEventListener("abort", stop);
  if (signal.aborted) throw new AssayError("cancelled", "Reading the models was cancelled.");
}
