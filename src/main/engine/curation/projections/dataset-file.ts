import type { FileHandle } from "node:fs/promises";
import { Sequencer } from "../../async/sequencer.ts";
import { atomicWriteInside } from "../../files/atomic-write.ts";
import type { Journal } from "../../files/journal.ts";
import { readLines } from "../../files/read-lines.ts";
import { recordBytes, toLines } from "../../lines/line-bytes.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
import type { SampleEntry, SampleRegistry } from "../state/sample-registry.ts";
import { DatasetCopy, type DatasetCopyParts } from "./dataset-copy.ts";

/** How the index follows the dataset file. Each is optional, since the index can always be rebuilt. */
export interface DatasetFollower {
  /** Lines that are no collected records are durable at the end of the file. */
  appended?(range: { fromOffset: number; toOffset: number; lines: number }): void;
  /** The file is about to be replaced; nothing is appended until it is. Known offsets into it become invalid. */
  replacing?(): Promise<void>;
  /** The file was replaced, or could not be and is unchanged. */
  replaced?(): Promise<void>;
}

export interface DatasetFileParts extends DatasetCopyParts {
  journal: Journal;
  follower: DatasetFollower;
}

/**
 * training_samples.jsonl: lines that were collected, and lines that curation wrote. It is in order of arrival: new lines are appended, a
 * changed line stays where it is, and a line that comes back goes where it was, for which curation.jsonl keeps the positions of removed
 * lines.
 */
export class DatasetFile {
  readonly #parts: DatasetFileParts;
  /** Nobody while the workspace opens: the index has not caught up with the file yet. */
  #follower: DatasetFollower = {};
  /** Counts changes that need a rewrite; the file is up to date when `#written` has reached it. */
  #wanted = 0;
  #written = 0;
  #appending: Promise<void> = Promise.resolve();
  readonly #flushes = new Sequencer();

  constructor(parts: DatasetFileParts) {
    this.#parts = parts;
  }

  get #registry(): SampleRegistry {
    return this.#parts.log.state.samples;
  }

  /** Whether the file differs from the dataset. */
  get dirty(): boolean {
    return this.#wanted !== this.#written;
  }

  /** Notifies the follower from now on. */
  follow(): void {
    this.#follower = this.#parts.follower;
  }

  /** Reads the whole file to find what is in it and whether it needs a rewrite. */
  async inspect(): Promise<void> {
    if (await isStale(this.#registry, this.#parts.journal)) this.#wanted++;
  }

  /** Assumes without reading that the file holds exactly the live samples: the index recorded that it does. */
  trust(): void {
    for (const entry of this.#registry.all()) entry.inFile = entry.live;
  }

  /** Appends new samples at once; any other change waits for `flush`. */
  take(changed: readonly { entry: SampleEntry; line: string | null }[]): void {
    const fresh: { entry: SampleEntry; line: string }[] = [];
    for (const { entry, line } of changed) {
      if (line !== null && !entry.inFile && entry.filePositions === null) fresh.push({ entry, line });
      else this.#wanted++;
    }
    if (fresh.length > 0) this.#append(fresh);
  }

  /** A change was missed: the next `flush` rewrites the file from the registry. */
  invalidate(): void {
    this.#wanted++;
  }

  /** Resolves when all appends so far are durable or have failed. */
  async appended(): Promise<void> {
    await this.#appending;
  }

  /**
   * Brings the file up to date with the dataset as of this call. Free if it is already, else the cost of a copy of the file.
   * @throws AssayError disk_full, permission, io …; the old file is then untouched, and the next call retries.
   */
  async flush(): Promise<void> {
    await this.#appending;
    const wanted = this.#wanted;
    await this.#flushes.queue(async () => {
      while (this.#written < wanted) await this.#rewrite();
    });
  }

  #append(fresh: readonly { entry: SampleEntry; line: string }[]): void {
    for (const { entry } of fresh) entry.inFile = true;
    const bytes = toLines(fresh.map(({ line }) => line));
    const done = this.#parts.journal.append(bytes).durable.then(
      (fromOffset) => {
        const toOffset = fromOffset + bytes.reduce((sum, one) => sum + one.length, 0);
        this.#follower.appended?.({ fromOffset, toOffset, lines: fresh.length });
      },
      () => {
        for (const { entry } of fresh) entry.inFile = false;
        this.#wanted++;
      },
    );
    const before = this.#appending;
    this.#appending = before.then(() => done);
  }

  async #rewrite(): Promise<void> {
    const { journal } = this.#parts;
    const follower = this.#follower;
    const wanted = this.#wanted;
    const copy = new DatasetCopy(this.#parts);
    let held = false;
    try {
      await journal.replaceWith(async (hold, claim) => {
        const content = async (file: FileHandle) => {
          const end = journal.durableBytes;
          await copy.lines(file, 0, end);
          await file.datasync();
          // Appends are held back for the lines that came in meanwhile: few, so the wait is short.
          const heldEnd = await hold();
          held = true;
          await follower.replacing?.();
          await copy.lines(file, end, heldEnd);
          await copy.end(file);
        };
        await atomicWriteInside(journal.path, content, claim);
        copy.commit();
        this.#written = wanted;
      });
    } finally {
      if (held) await follower.replaced?.();
    }
  }
}

/** Reads a whole dataset file and marks in the registry what is in it. @returns whether it differs from the dataset. */
export async function isStale(registry: SampleRegistry, { path, durableBytes }: Pick<Journal, "path" | "durableBytes">): Promise<boolean> {
  if (registry.size === 0) return false;
  for (const entry of registry.all()) entry.inFile = false;
  let stale = false;
  if (durableBytes > 0) {
    for await (const lines of readLines(path, 0, durableBytes)) {
      for (const line of lines) {
        const key = keyOfHash(hashLine(recordBytes(line.bytes)));
        const entry = registry.findByLine(key);
        if (!entry) continue;
        entry.inFile = true;
        if (entry.lineKey !== key) stale = true;
      }
    }
  }
  for (const entry of registry.all()) if (entry.live !== entry.inFile) stale = true;
  return stale;
}
