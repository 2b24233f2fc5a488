import { AssayError, type ModelEntry } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { WriteGate } from "../files/journal.ts";
import { writeModelList } from "./model-list.ts";

export interface ListedModelsOptions {
  folder: string;
  /** While read-only, the folder is not changed: another process may own it. */
  gate: WriteGate;
  onChange: () => void;
}

/** The entries of `models.json`, here and on disk; changes come one after the other. */
export class ListedModels {
  readonly #options: ListedModelsOptions;
  #entries: readonly ModelEntry[];
  readonly #changes = new Sequencer();

  constructor(entries: readonly ModelEntry[], options: ListedModelsOptions) {
    this.#entries = entries;
    this.#options = options;
  }

  get entries(): readonly ModelEntry[] {
    return this.#entries;
  }

  /** @throws AssayError not_found. */
  named(name: string): ModelEntry {
    const entry = this.#entries.find((one) => one.name === name);
    if (entry) return entry;
    throw new AssayError("not_found", `There is no model called ${JSON.stringify(name)}.`, {
      where: name,
      fix: "See the list of models for the names there are.",
    });
  }

  /** Runs work that changes the folder, after all such work before it. @throws the reason when the gate is read-only; what the work throws. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { gate } = this.#options;
    return this.#changes.queue(() => {
      if (gate.readOnly) throw gate.readOnly;
      return work();
    });
  }

  /** Call it in a turn. @throws AssayError of the disk; the list is then as it was. */
  async set(entries: readonly ModelEntry[]): Promise<void> {
    await writeModelList(this.#options.folder, [...entries]);
    this.#entries = entries;
    this.#options.onChange();
  }

  /** Resolves when every turn asked for is over. */
  async settled(): Promise<void> {
    await this.#changes.settled();
  }
}
