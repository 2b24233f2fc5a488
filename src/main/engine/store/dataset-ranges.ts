import { clearChannel, type IndexedJournal } from "./check-journals.ts";
import type { Database } from "./duckdb.ts";
import type { Loader } from "./loader.ts";
import { advanceProgress } from "./progress.ts";

export interface DatasetRangesParts {
  db: Database;
  loader: Loader;
  /** training_samples.jsonl; undefined when its channel is switched off. */
  journal: IndexedJournal | undefined;
  /** Resolves when everything durable so far can be queried, or the index failed. */
  settled(): Promise<void>;
  isReady(): boolean;
  /** Catches up with the journals, without waiting for it. */
  catchUp(): void;
  /** Lines of the dataset were written without the loader. */
  onCounted(): Promise<void>;
}

/**
 * What curation does to the dataset file, as the index has to know it: curation writes the rows itself, and replacing the file changes what
 * the offsets mean.
 */
export class DatasetRanges {
  readonly #parts: DatasetRangesParts;
  /** `replacements` of the journal before the replacement under way. */
  #replacementsBefore = 0;

  constructor(parts: DatasetRangesParts) {
    this.#parts = parts;
  }

  /** Lines were appended, and their rows are in the index. */
  appended({ fromOffset, toOffset, lines }: { fromOffset: number; toOffset: number; lines: number }): void {
    this.#parts.loader.enqueue({ channel: "training_samples", fromOffset, toOffset, lines, rows: [], candidateRows: [], maxRowBytes: 0 });
  }

  /** The file is about to be replaced. Ranges appended from now on wait for `replaced`. */
  async replacing(): Promise<void> {
    const { loader, journal, settled } = this.#parts;
    await settled();
    loader.hold("training_samples");
    await loader.idle();
    this.#replacementsBefore = journal?.replacements ?? 0;
  }

  /** The file was replaced, or replacing it failed; its rows are in the index either way. @throws AssayError of the index. */
  async replaced(): Promise<void> {
    const { db, loader, journal, isReady, catchUp, onCounted } = this.#parts;
    if (!journal || journal.replacements === this.#replacementsBefore) return loader.release("training_samples");
    const bytes = journal.startBytes;
    if (!isReady()) {
      // The old file was not fully indexed: only reading the new one tells what is missing.
      await clearChannel(db, "training_samples");
      loader.release("training_samples", 0);
      loader.pause();
      catchUp();
      return;
    }
    try {
      const sql = "(SELECT count(*) FROM samples) + (SELECT count(*) FROM left_out WHERE channel = 'training_samples')";
      const advance = await advanceProgress("training_samples", journal.path, bytes, { sql });
      await db.write((run) => run(...advance));
    } finally {
      loader.release("training_samples", bytes);
    }
    await onCounted();
  }
}
