import { basename, dirname, join } from "node:path";
import type { ErrorValue, LoadedModel, ModelCheck, ModelEntry, ModelJob, Signal } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { toCapError } from "../config/environment.ts";
import { checkFile, removeFile } from "../files/inside.ts";
import type { WriteGate } from "../files/journal.ts";
import { makeFolder } from "../files/make-folder.ts";
import { realFolder } from "../files/named-file.ts";
import { privateFolderMode } from "../files/open-inside.ts";
import { removeLeftovers, temporaryPath } from "../files/temporary.ts";
import { findOddSizes, withInspection } from "./adopted-entries.ts";
import { adoptFile, verifyEntry } from "./check-models.ts";
import { copyModel, inspectSource, inspectSourceHeader } from "./copy-model.ts";
import { type Inspection, inspectModel } from "./formats/inspect-model.ts";
import { oddEntries, unlistedFiles } from "./model-files.ts";
import { type Kept, ModelFolder } from "./model-folder.ts";
import { ModelJobs } from "./model-jobs.ts";
import { readModelList } from "./model-list.ts";
import { loadOnnx } from "./native.ts";
import { safeName } from "./safe-name.ts";
import { findSameContent } from "./same-content.ts";
import { settledOrAborted, stoppable } from "./stoppable.ts";
import { type ModelBytes, writeModel } from "./write-model.ts";

export interface ModelStoreOptions {
  /** `<workspace>/models`; made when it does not exist. */
  folder: string;
  /** Larger models are refused. */
  maxBytes: number;
  /** Why the cap is unknown: while it is, no model is taken. */
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
  /** Total size of `bytes` when it is an iterable; undefined when unknown. */
  sizeBytes?: number;
}

/** The model files of a workspace: copied in whole or not at all, each with its SHA-256. One instance per folder. */
export class ModelStore {
  readonly #folder: ModelFolder;
  readonly #options: ModelStoreOptions;
  readonly #jobs: ModelJobs;
  readonly #closing = new AbortController();
  readonly #saving = new Set<Promise<unknown>>();
  /** Resolves once files that were on disk but not listed have been taken in. */
  readonly adopted: Promise<void>;

  private constructor(options: ModelStoreOptions, folder: ModelFolder, unlisted: readonly string[]) {
    this.#options = options;
    this.#folder = folder;
    this.#jobs = new ModelJobs(
      {
        inspect: (path, name) => this.inspect(path, name),
        save: (path, more) => this.addModel(path, more),
      },
      () => options.onChange?.("jobs"),
    );
    this.adopted = this.#adoptAll(unlisted);
  }

  /**
   * Opens the store: removes what killed imports left, reads the list (a damaged one is set aside and rebuilt), and takes in
   * unlisted files in the background.
   * @throws AssayError newer, refused (the folder is a link), permission, io.
   */
  static async open(options: ModelStoreOptions): Promise<ModelStore> {
    const { log, onChange, gate = { readOnly: null } } = options;
    await makeFolder(options.folder, privateFolderMode);
    // The folder's own name is not resolved: if it has become a link since the workspace was opened, that is refused.
    const path = join(await realFolder(dirname(options.folder)), basename(options.folder));
    const leftovers = await removeLeftovers(path);
    if (leftovers > 0) log("info", "model_leftovers_removed", { count: leftovers });
    const { entries: listed, problem } = await readModelList(path);
    const problems = await findOddSizes(path, listed);
    if (problem !== null) problems.set("", problem);
    const [entries, odd, unlisted] = await Promise.all([withInspection(path, listed), oddEntries(path), unlistedFiles(path, listed)]);
    for (const [name, what] of odd) {
      problems.set(name, `${join(path, name)} is ${what}; it is not opened. Remove it, or replace it by a copy of the model.`);
    }
    const folder = new ModelFolder({ path, entries, problems, gate, log, onChange: () => onChange?.("list") });
    return new ModelStore(options, folder, unlisted);
  }

  /** What is wrong with the folder's files, in sentences. */
  get problems(): string[] {
    return [...this.#folder.problems.values()];
  }

  get maxBytes(): number {
    return this.#options.maxBytes;
  }

  get native(): boolean {
    return this.#options.native;
  }

  /** @throws AssayError invalid_config while the environment names a cap that cannot be used. */
  #requireMaxBytes(): number {
    const { maxBytes, maxBytesFault } = this.#options;
    if (maxBytesFault) throw toCapError(maxBytesFault);
    return maxBytes;
  }

  list(): ModelEntry[] {
    return this.#folder.entries.map((entry) => ({ ...entry }));
  }

  /**
   * Reads a file's size and header, so that what is wrong with it is known before it is copied.
   * @param name what the model will be called.
   * @throws AssayError over_limit, not_found, refused (no regular file), permission, io, invalid_config.
   */
  async inspect(sourcePath: string, name = basename(sourcePath)): Promise<Inspection & { sizeBytes: number }> {
    const sizeBytes = await inspectSource(sourcePath, { name, maxBytes: this.#requireMaxBytes() });
    return { sizeBytes, ...(await inspectSourceHeader(sourcePath, name)) };
  }

  /**
   * Copies a file in, hashing on the way. Content that is here already is answered with the entry it has; another content
   * of the same name gets a name with a number.
   * @throws AssayError over_limit (nothing is written), disk_full, refused (no regular file, or it changed meanwhile),
   * cancelled, not_found, permission, io, in_use (the workspace was lost to another process). Whatever it throws, nothing is left in the folder.
   */
  async saveModel(sourcePath: string, options: SaveOptions = {}): Promise<ModelEntry> {
    return (await this.addModel(sourcePath, options)).entry;
  }

  /** As `saveModel`, and says whether the content was here already. */
  addModel(sourcePath: string, options: SaveOptions = {}): Promise<Kept> {
    return this.#untilSaved(this.#save(sourcePath, options));
  }

  /**
   * Keeps a model whose bytes are in memory, or come piece by piece, as `saveModel` keeps a file.
   * @param options.name what the model is called; made safe to be a file's name.
   * @param options.sizeBytes how many bytes will come, when that is known: one over the cap is then refused before the first byte.
   * @throws AssayError as `saveModel`, and refused when other than `sizeBytes` bytes came. What the source throws is passed on.
   */
  async saveModelBytes(bytes: ModelBytes, options: SaveBytesOptions): Promise<ModelEntry> {
    const { name: givenName, sizeBytes, ...more } = options;
    const name = safeName(givenName);
    const knownBytes = bytes instanceof Uint8Array ? bytes.length : sizeBytes;
    const { signal: asked, onProgress } = more;
    const saving = stoppable([this.#closing.signal, asked], (signal) =>
      this.#write(name, async (temporary) =>
        writeModel(bytes, temporary, { name, maxBytes: this.#requireMaxBytes(), sizeBytes: knownBytes, signal, onProgress }),
      ),
    );
    return (await this.#untilSaved(saving)).entry;
  }

  /** `close` waits for it. */
  #untilSaved(saving: Promise<Kept>): Promise<Kept> {
    this.#saving.add(saving);
    return saving.finally(() => this.#saving.delete(saving));
  }

  async #save(sourcePath: string, options: SaveOptions): Promise<Kept> {
    const name = safeName(options.name ?? basename(sourcePath));
    const maxBytes = this.#requireMaxBytes();
    const sizeBytes = await inspectSource(sourcePath, { name, maxBytes });
    const { onProgress } = options;
    return stoppable([this.#closing.signal, options.signal], async (signal) => {
      const same = await findSameContent(sourcePath, { folder: this.#folder, sizeBytes, maxBytes, signal, onProgress });
      if (same !== null) return { entry: { ...same }, outcome: "same" };
      return this.#write(name, (temporary) => copyModel(sourcePath, temporary, { name, maxBytes, signal, onProgress }));
    });
  }

  /** @param fill writes the temporary file, and leaves none when it fails. */
  async #write(name: string, fill: (temporary: string) => Promise<{ sizeBytes: number; sha256: string }>): Promise<Kept> {
    const temporary = temporaryPath(this.#folder.path, "incoming");
    try {
      const copied = await fill(temporary);
      const found = await inspectModel(temporary, name);
      return await this.#folder.keep(temporary, { name, ...copied, ...found, importedAtS: Math.floor(Date.now() / 1000), engineId: null });
    } finally {
      await removeFile(temporary).catch(() => {});
    }
  }

  async #adoptAll(unlisted: readonly string[]): Promise<void> {
    const { path, problems } = this.#folder;
    for (const file of unlisted) {
      try {
        await this.#folder.adopt(await adoptFile(path, file, { maxBytes: this.#requireMaxBytes(), signal: this.#closing.signal }));
      } catch (thrown) {
        if (this.#closing.signal.aborted) return;
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        problems.set(file, `The file ${join(path, file)} is not in the list of models and could not be taken in: ${why}`);
        this.#options.onChange?.("list");
      }
    }
  }

  /**
   * Reads the files again and compares size and SHA-256 with the list. One result per model; without `name`, of all models.
   * @throws AssayError not_found when there is no model of that name; cancelled.
   */
  async verify(name?: string, signal?: Signal): Promise<ModelCheck[]> {
    await settledOrAborted(this.adopted, signal);
    const entries = name === undefined ? this.list() : [this.#folder.find(name)];
    const checks: ModelCheck[] = [];
    for (const entry of entries) checks.push(await verifyEntry(this.#folder.path, entry, signal));
    return checks;
  }

  /** Ties a model to an engine; null unties it. @throws AssayError not_found, disk_full, permission, io. */
  tie(name: string, engineId: string | null): Promise<void> {
    return this.#folder.tie(name, engineId);
  }

  /** Takes a model off the list and its file off the disk. @throws AssayError not_found, permission, io; it is still there then. */
  remove(name: string): Promise<void> {
    return this.#folder.remove(name);
  }

  /**
   * Opens an ONNX model in the native backend and reports what goes in and out. null while native_models of this machine is off.
   * @throws AssayError not_found, refused (another format, or the backend cannot open it), unavailable (no onnxruntime-node).
   */
  async loadModel(name: string): Promise<LoadedModel | null> {
    if (!this.#options.native) return null;
    const entry = this.#folder.find(name);
    const path = join(this.#folder.path, entry.file);
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
    await this.#folder.settled();
  }
}
