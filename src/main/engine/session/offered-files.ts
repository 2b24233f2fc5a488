import { AssayError, type OfferedFiles as Shown } from "../../../contract/index.ts";
import type { Grants, UsableFile } from "./grants.ts";

/** Files that are named on the screen; thousands can be opened at once. */
const maxNamed = 5;

interface Offered {
  id: string;
  name: string;
  sizeBytes: number;
}

/**
 * Files that the system opened Assay with. They are grants like dropped files, but nobody saw where they go: they wait until a person
 * starts their import or dismisses them. The screen never holds their ids.
 */
export class OfferedFiles {
  readonly #grants: Grants;
  #files: Offered[] = [];

  constructor(grants: Grants) {
    this.#grants = grants;
  }

  add(file: Offered): void {
    this.#files.push(file);
  }

  dismiss(): void {
    for (const { id } of this.#files) this.#grants.drop(id);
    this.#files = [];
  }

  /**
   * Redeems all of them, or none.
   * @throws AssayError not_found when none is waiting; refused when one changed since it was opened: that one waits no longer.
   */
  async take(): Promise<UsableFile[]> {
    const files = this.#files;
    if (files.length === 0) throw new AssayError("not_found", "No opened file is waiting.", { fix: "Drop or pick the files." });
    this.#files = [];
    try {
      return await this.#grants.takeFiles(files.map(({ id }) => id));
    } catch (thrown) {
      const refused = thrown instanceof AssayError ? thrown.where : undefined;
      this.#files = [...files.filter(({ id }) => id !== refused), ...this.#files];
      throw thrown;
    }
  }

  shown(): Shown {
    const sizeBytes = this.#files.reduce((sum, file) => sum + file.sizeBytes, 0);
    return { count: this.#files.length, sizeBytes, names: this.#files.slice(0, maxNamed).map(({ name }) => name) };
  }
}
