import type { Journal } from "../files/journal.ts";
import { toLine } from "../lines/line-bytes.ts";
import { type QuarantineMark, type RejectedLine, toRecord } from "./quarantine-line.ts";

export type { RejectedLine } from "./quarantine-line.ts";

/** Keeps rejected lines, byte for byte, in quarantine.jsonl, and what becomes of them. */
export class Quarantine {
  readonly journal: Journal;
  readonly #onChange: () => void;
  /** Lines added since it was opened. */
  added = 0;

  /** @param onChange called when more is in the file. */
  constructor(journal: Journal, onChange: () => void = () => {}) {
    this.journal = journal;
    this.#onChange = onChange;
  }

  /** Resolves when all of them are fsynced. @throws AssayError disk_full, io …; none is counted then. */
  async add(rejected: readonly RejectedLine[]): Promise<void> {
    if (rejected.length === 0) return;
    await this.journal.append(rejected.map((line) => toLine(JSON.stringify(toRecord(line))))).durable;
    this.added += rejected.length;
    this.#onChange();
  }

  /** Resolves when the mark is fsynced. @returns its offset, by which it can be taken back. @throws as `add`. */
  async mark(mark: QuarantineMark): Promise<number> {
    const offset = await this.journal.append([toLine(JSON.stringify(mark))]).durable;
    this.#onChange();
    return offset;
  }
}
