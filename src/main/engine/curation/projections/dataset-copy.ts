import type { FileHandle } from "node:fs/promises";
import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import { writeAll } from "../../files/durable-write.ts";
import type { Journal } from "../../files/journal.ts";
import { readLines } from "../../files/read-lines.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
import type { SamplePositions } from "../log/event.ts";
import type { CurationLog } from "../state/curation-log.ts";
import type { SampleEntry } from "../state/sample-registry.ts";

export interface DatasetCopyParts {
  journal: Pick<Journal, "path">;
  log: CurationLog;
  /** Makes positions durable of lines that are about to leave the file. */
  keepPositions(positions: SamplePositions[]): Promise<void>;
}

/** Writes to `target` what a rewrite of the dataset file would put there. The file and the registry stay as they are. */
export async function writeCurrentDataset(parts: DatasetCopyParts, sizeBytes: number, target: FileHandle): Promise<void> {
  const copy = new DatasetCopy(parts);
  await copy.lines(target, 0, sizeBytes);
  await copy.end(target);
}

const newline = Buffer.from("\n");
const writeBytes = 1 << 20;

/** What a copy did with the lines of a sample: written, or left out, with the positions they would have. */
type Fate = { written: true } | { written: false; positions: number[] };
const written: Fate = { written: true };

/**
 * One pass over the old dataset file into the new one. A position counts all lines the file ever had, removed ones included, so that a
 * sample that comes back is written where it was.
 */
export class DatasetCopy {
  readonly #parts: DatasetCopyParts;
  /** Samples that are not in the file but have a position there, by position. */
  readonly #absent: { position: number; entry: SampleEntry }[];
  #nextAbsent = 0;
  /** Of the next line. */
  #position = 0;
  readonly #met = new Map<SampleEntry, Fate>();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(parts: DatasetCopyParts) {
    this.#parts = parts;
    this.#absent = [...parts.log.state.samples.all()]
      .filter((entry) => !entry.inFile)
      .flatMap((entry) => (entry.filePositions ?? []).map((position) => ({ position, entry })))
      .sort((a, b) => a.position - b.position);
  }

  /** Copies the lines between two byte offsets, replacing old versions and leaving out removed samples. */
  async lines(file: FileHandle, from: number, to: number): Promise<void> {
    if (to <= from) return;
    const budget = new YieldBudget();
    for await (const lines of readLines(this.#parts.journal.path, from, to)) {
      for (const line of lines) {
        await budget.spend(line.bytes.length + smallStepBytes);
        await this.#writeAbsent(this.#position);
        const key = keyOfHash(hashLine(recordBytes(line.bytes)));
        const entry = this.#parts.log.state.samples.findByLine(key);
        if (!entry) this.#put(line.bytes);
        else await this.#sample(entry, entry.lineKey === key ? line.bytes : null);
      }
      await this.#write(file);
    }
  }

  /** Writes what belongs behind the last line, and makes the positions of removed lines durable. */
  async end(file: FileHandle): Promise<void> {
    await this.#writeAbsent(Number.POSITIVE_INFINITY);
    const missing = [...this.#parts.log.state.samples.all()].filter(
      (entry) => entry.live && !entry.inFile && entry.filePositions === null && !this.#met.has(entry),
    );
    for (const entry of missing.sort((a, b) => a.order - b.order)) {
      await this.#sample(entry, null);
      if (this.#waitingBytes >= writeBytes) await this.#write(file);
    }
    await this.#write(file);
    const kept: SamplePositions[] = [];
    for (const [entry, fate] of this.#met) {
      if (!fate.written && !sameNumbers(fate.positions, entry.filePositions)) kept.push([entry.ref, fate.positions]);
    }
    if (kept.length > 0) await this.#parts.keepPositions(kept);
  }

  /** Registers what the new file holds. Call it once the file is in place. */
  commit(): void {
    for (const [entry, fate] of this.#met) entry.inFile = fate.written;
  }

  /** Writes samples that are back, and skips the positions of those still removed, up to a position. */
  async #writeAbsent(upTo: number): Promise<void> {
    for (
      let next = this.#absent[this.#nextAbsent];
      next && next.position <= Math.max(upTo, this.#position);
      next = this.#absent[this.#nextAbsent]
    ) {
      this.#nextAbsent++;
      await this.#sample(next.entry, null);
    }
  }

  /** @param current the bytes of the sample's current line, if they are at hand. */
  async #sample(entry: SampleEntry, current: Buffer | null): Promise<void> {
    // All lines of a sample share one fate in a pass, even if the sample changes meanwhile: another pass follows then.
    const fate = this.#met.get(entry) ?? (entry.live ? written : { written: false, positions: [] });
    this.#met.set(entry, fate);
    const position = this.#position++;
    if (!fate.written) {
      fate.positions.push(position);
      return;
    }
    if (current) return this.#append(current);
    const version = await this.#parts.log.readSample(entry.ref);
    if (version !== null) this.#append(Buffer.from(version.line, "utf8"));
  }

  #put(bytes: Buffer): void {
    this.#position++;
    this.#append(bytes);
  }

  #append(bytes: Buffer): void {
    this.#waiting.push(bytes, newline);
    this.#waitingBytes += bytes.length + 1;
  }

  async #write(file: FileHandle): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await writeAll(file, [bytes]);
  }
}

function sameNumbers(some: readonly number[], others: readonly number[] | null): boolean {
  return others !== null && some.length === others.length && some.every((one, index) => one === others[index]);
}
