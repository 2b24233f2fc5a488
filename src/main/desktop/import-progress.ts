import type { ImportTotals, Snapshot } from "../../contract/index.ts";

/** The imports from the first that started to the last that ended. */
export interface ImportBatch {
  durationMs: number;
  files: number;
  accepted: number;
  duplicates: number;
  quarantined: number;
  failed: number;
}

export interface ImportStep {
  /** From 0 to 1; null when nothing is being imported. */
  progress: number | null;
  /** Whether a file of the batch could not be imported. */
  hasFailed: boolean;
  /** The batch that has just ended. */
  ended: ImportBatch | null;
}

type Counts = Pick<ImportTotals, "accepted" | "duplicates" | "quarantined"> & { finished: number };

interface Running {
  startedAtMs: number;
  before: Counts;
  failedBefore: ReadonlySet<string>;
  failed: Set<string>;
}

const toCounts = ({ files, unfinished, asking, accepted, duplicates, quarantined }: ImportTotals): Counts => ({
  finished: files - unfinished - asking,
  accepted,
  duplicates,
  quarantined,
});
const nothing: Counts = { finished: 0, accepted: 0, duplicates: 0, quarantined: 0 };

/** Follows the imports of one workspace through its snapshots. */
export class ImportProgress {
  #batch: Running | null = null;
  #last: Counts = nothing;
  #failed: ReadonlySet<string> = new Set();

  /** @param nowMs monotonic clock. */
  take({ imports, importTotals }: Pick<Snapshot, "imports" | "importTotals">, nowMs: number): ImportStep {
    const now = toCounts(importTotals);
    const failed = new Set(imports.filter(({ state }) => state === "failed").map(({ id }) => id));
    if (this.#batch === null && importTotals.unfinished > 0) {
      this.#batch = { startedAtMs: nowMs, before: this.#last, failedBefore: this.#failed, failed: new Set() };
    }
    this.#last = now;
    this.#failed = failed;
    const batch = this.#batch;
    if (batch === null) return { progress: null, hasFailed: false, ended: null };

    // The list was cleared meanwhile: its counts start again.
    if (now.finished < batch.before.finished) batch.before = nothing;
    for (const id of failed) if (!batch.failedBefore.has(id)) batch.failed.add(id);
    const finished = now.finished - batch.before.finished;
    const hasFailed = batch.failed.size > 0;
    if (importTotals.unfinished > 0) {
      const running = imports
        .filter(({ state, sizeBytes }) => state === "running" && sizeBytes > 0)
        .reduce((sum, { readBytes, sizeBytes }) => sum + Math.min(1, readBytes / sizeBytes), 0);
      return { progress: Math.min(1, (finished + running) / (finished + importTotals.unfinished)), hasFailed, ended: null };
    }
    this.#batch = null;
    const count = (name: "accepted" | "duplicates" | "quarantined") => now[name] - batch.before[name];
    const ended = {
      durationMs: nowMs - batch.startedAtMs,
      files: finished,
      accepted: count("accepted"),
      duplicates: count("duplicates"),
      quarantined: count("quarantined"),
      failed: batch.failed.size,
    };
    return { progress: null, hasFailed, ended };
  }
}
