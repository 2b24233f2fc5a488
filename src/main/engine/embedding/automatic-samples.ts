import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { writeRetryMs } from "../collector/channel.ts";
import { retriedByItself } from "../files/io-error.ts";
import type { Journal } from "../files/journal.ts";
import { toLine } from "../lines/line-bytes.ts";
import { type DueSample, type DueSamplesParts, encodeDueSamples, getDueSamples } from "./due-samples.ts";

/** `curation` is curation.jsonl, which records each sample before the dataset has it. */
export interface AutomaticSamplesParts extends DueSamplesParts {
  /** training_samples.jsonl */
  dataset: Journal;
  /** Called after generated lines became durable in the dataset. */
  onDurable(lines: { lines: number; fromOffset: number; toOffset: number }): void;
  /** Called once when a file cannot be written (with the error) and once when it can again (null). */
  onProblem(error: AssayError | null): void;
}

const maxWaiting = 1000;
const maxPerEvent = 200;

/**
 * Makes samples of comparisons with a recorded winner, as a workspace does with `auto_generate_samples`: the same ids, and each
 * recorded in curation.jsonl before it enters the dataset. So opening the folder as a workspace makes none of them again, and a
 * comparison that a person has decided about is left alone.
 */
export class AutomaticSamples {
  readonly #parts: AutomaticSamplesParts;
  #waiting: Uint8Array[] = [];
  /** Lines that are recorded in curation.jsonl and not in the dataset yet. */
  #unwritten: Buffer[] = [];
  #running: Promise<void> | null = null;
  #isFailing = false;
  #lastError: AssayError | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Samples made since opening. */
  created = 0;

  constructor(parts: AutomaticSamplesParts) {
    this.#parts = parts;
  }

  /** Comparisons that became durable: whole lines with their newlines. */
  take(lines: readonly Uint8Array[]): void {
    // Not push(...lines): a batch may be 100 000 lines, more than fit on the stack as arguments.
    for (const line of lines) this.#waiting.push(line);
    void this.#run();
  }

  /** Waits while too much is pending for the disk. */
  async waitForCapacity(): Promise<void> {
    while (this.#waiting.length >= maxWaiting && !this.#isClosed) {
      await this.#run();
      if (this.#lastError) await wait(writeRetryMs);
    }
  }

  /** Resolves when every sample due so far is in the dataset. @throws AssayError disk_full, io …; writing is retried. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#unwritten.length > 0 || this.#running) {
      await this.#run();
      if (this.#lastError) throw this.#lastError;
    }
  }

  /** Stops retrying. Whoever opened the files closes them. */
  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
  }

  #run(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#running ??= this.#makeAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #makeAll(): Promise<void> {
    try {
      await this.#write();
      while (this.#waiting.length > 0) {
        const lines = this.#waiting.slice(0, maxPerEvent);
        await this.#record(getDueSamples(this.#parts, lines));
        this.#waiting.splice(0, lines.length);
        await this.#write();
      }
      this.#lastError = null;
      if (this.#isFailing) this.#parts.onProblem(null);
      this.#isFailing = false;
    } catch (thrown) {
      this.#lastError = thrown instanceof AssayError ? retriedByItself(thrown) : new AssayError("bug", String(thrown), { cause: thrown });
      if (!this.#isFailing) this.#parts.onProblem(this.#lastError);
      this.#isFailing = true;
      if (!this.#isClosed) this.#retry = setTimeout(() => void this.#run(), writeRetryMs);
    }
  }

  async #record(due: readonly DueSample[]): Promise<void> {
    if (due.length === 0) return;
    const { curation } = this.#parts;
    await curation.events.append(await encodeDueSamples(due, curation.state));
    this.#unwritten.push(...due.map(({ line }) => toLine(line)));
    this.created += due.length;
  }

  async #write(): Promise<void> {
    if (this.#unwritten.length === 0) return;
    const lines = this.#unwritten;
    const fromOffset = await this.#parts.dataset.append(lines).durable;
    this.#unwritten = [];
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#parts.onDurable({ lines: lines.length, fromOffset, toOffset: fromOffset + bytes });
  }
}
