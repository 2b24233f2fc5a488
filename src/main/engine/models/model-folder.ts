import { join } from "node:path";
import { AssayError, type ModelEntry, type ModelOutcome } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import { syncFolder } from "../files/durable-write.ts";
import { removeFile, renameFile } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import type { WriteGate } from "../files/journal.ts";
import { temporaryPath } from "../files/temporary.ts";
import { withAdopted } from "./adopted-entries.ts";
import { sizeOfFile, unlistedFiles } from "./model-files.ts";
import { writeModelList } from "./model-list.ts";
import { freeName, nameKey } from "./safe-name.ts";

export interface ModelFolderOptions {
  path: string;
  entries: readonly ModelEntry[];
  /** What is wrong with files of the folder, in sentences, by file name. */
  problems: Map<string, string>;
  /** While read-only, the folder is not changed: another process may own it. */
  gate: WriteGate;
  log: Log;
  onChange: () => void;
}

/** A model that was handed over, as it is kept now. */
export interface Kept {
  entry: ModelEntry;
  outcome: ModelOutcome;
}

/**
 * The files of `models/` and their list, `models.json`, which change together and one change after the other. Every change
 * throws the gate's reason while that is read-only.
 */
export class ModelFolder {
  readonly path: string;
  readonly problems: Map<string, string>;
  readonly #gate: WriteGate;
  readonly #log: Log;
  readonly #onChange: () => void;
  readonly #changes = new Sequencer();
  #entries: readonly ModelEntry[];

  constructor({ path, entries, problems, gate, log, onChange }: ModelFolderOptions) {
    this.path = path;
    this.problems = problems;
    this.#entries = entries;
    this.#gate = gate;
    this.#log = log;
    this.#onChange = onChange;
  }

  get entries(): readonly ModelEntry[] {
    return this.#entries;
  }

  /** @throws AssayError not_found. */
  find(name: string): ModelEntry {
    const entry = this.#entries.find((one) => one.name === name);
    if (entry) return entry;
    throw new AssayError("not_found", `There is no model called ${JSON.stringify(name)}.`, {
      where: name,
      fix: "See the list of models for the names there are.",
    });
  }

  /**
   * Moves a whole temporary file of the folder in and lists it. Content that is listed already keeps its entry; another content
   * of the same name gets a name with a number. @throws AssayError disk_full, permission, io; nothing is listed then.
   */
  keep(temporary: string, found: Omit<ModelEntry, "file">): Promise<Kept> {
    return this.#change(async () => {
      const same = this.#entries.find(({ sha256 }) => sha256 === found.sha256);
      return same ? this.#keepAgain(temporary, same, found) : this.#keepNew(temporary, found);
    });
  }

  async #keepAgain(temporary: string, same: ModelEntry, { details, warnings }: Omit<ModelEntry, "file">): Promise<Kept> {
    if ((await sizeOfFile(this.path, same.file)) === same.sizeBytes) return { entry: { ...same }, outcome: "same" };
    // Listed, but lost or changed on disk: this copy repairs it.
    await this.#moveIn(temporary, same.file);
    this.problems.delete(same.file);
    const repaired = { ...same, details, warnings };
    await this.#setEntries(this.#entries.map((entry) => (entry === same ? repaired : entry)));
    return { entry: { ...repaired }, outcome: "repaired" };
  }

  async #keepNew(temporary: string, found: Omit<ModelEntry, "file">): Promise<Kept> {
    const listed = this.#entries.flatMap(({ name, file }) => [name, file]);
    const taken = new Set([...listed, ...(await unlistedFiles(this.path, this.#entries))].map(nameKey));
    const name = freeName(found.name, (one) => taken.has(nameKey(one)));
    const entry: ModelEntry = { ...found, name, file: name };
    await this.#moveIn(temporary, entry.file);
    try {
      await this.#setEntries([...this.#entries, entry]);
    } catch (thrown) {
      await removeFile(join(this.path, entry.file)).catch(() => {});
      throw thrown;
    }
    this.#log("info", "model_saved", { name, size_bytes: entry.sizeBytes, sha256: entry.sha256, format: entry.format });
    return { entry: { ...entry }, outcome: "added" };
  }

  /** Lists a file that is in the folder and in no entry. @throws AssayError disk_full, permission, io. */
  adopt(found: Omit<ModelEntry, "name">): Promise<void> {
    return this.#change(async () => {
      const { entries, entry, wasRenamed } = await withAdopted(this.path, this.#entries, found);
      if (entry === null) return;
      // An entry whose file was only renamed follows it.
      if (wasRenamed !== null) this.problems.delete(wasRenamed);
      await this.#setEntries(entries);
      if (wasRenamed === null) this.#log("info", "model_adopted", { name: entry.name, file: found.file });
    });
  }

  /** Ties a model to an engine; null unties it. @throws AssayError not_found, disk_full, permission, io. */
  tie(name: string, engineId: string | null): Promise<void> {
    return this.#change(async () => {
      const entry = this.find(name);
      if (entry.engineId === engineId) return;
      await this.#setEntries(this.#entries.map((one) => (one === entry ? { ...one, engineId } : one)));
      this.#log("info", "model_tied", { name, engine_id: engineId });
    });
  }

  /** Takes a model off the list and its file off the disk. @throws AssayError not_found, permission, io; it is still there then. */
  remove(name: string): Promise<void> {
    return this.#change(async () => {
      const entry = this.find(name);
      const path = join(this.path, entry.file);
      const removing = temporaryPath(this.path, "removing");
      const isThere = (await sizeOfFile(this.path, entry.file)) !== null;
      if (isThere) await withPath(path, () => renameFile(path, removing));
      try {
        await this.#setEntries(this.#entries.filter((one) => one !== entry));
      } catch (thrown) {
        if (isThere) await renameFile(removing, path).catch(() => {});
        throw thrown;
      }
      this.problems.delete(entry.file);
      await removeFile(removing).catch(() => {});
      this.#log("info", "model_removed", { name });
    });
  }

  /** Resolves once every change asked for so far is over. */
  settled(): Promise<void> {
    return this.#changes.settled();
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    return this.#changes.queue(() => {
      if (this.#gate.readOnly) throw this.#gate.readOnly;
      return work();
    });
  }

  #moveIn(temporary: string, file: string): Promise<void> {
    const path = join(this.path, file);
    return withPath(path, async () => {
      await renameFile(temporary, path);
      await syncFolder(this.path);
    });
  }

  /** Once on disk, the entries are in force; a failure leaves the list as it was. */
  async #setEntries(entries: readonly ModelEntry[]): Promise<void> {
    await writeModelList(this.path, [...entries]);
    this.#entries = entries;
    this.#onChange();
  }
}
