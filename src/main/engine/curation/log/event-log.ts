import { AssayError } from "../../../../contract/index.ts";
import { Sequencer } from "../../async/sequencer.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import type { LockOptions } from "../../files/file-lock.ts";
import { Journal, type WriteGate } from "../../files/journal.ts";
import { openOwnJournal } from "../../files/journal-file.ts";
import type { ReadJournal } from "../../files/read-journal.ts";
import { readLines } from "../../files/read-lines.ts";
import { readRange } from "../../files/read-range.ts";
import type { Change, EventPart, PartRef, SampleVersion, TextRef } from "./event.ts";
import { parseEventPart } from "./parse-event.ts";

/** Parsed lines kept in memory: texts are often read in the order they were written. */
const keptParts = 8;
const maxProblems = 100;

type LogFile = Pick<Journal, "path" | "durableBytes" | "append" | "cutBack" | "dropBack" | "close">;

/** Follows the log. Gets every line in order: those on disk on opening, then each new one once it is durable. */
export interface EventConsumer {
  /** @returns null, or why the line has no effect: a predicate that follows "Line 3 …". */
  take(part: EventPart, at: PartRef): string | null;
  /** Called at the end of the file and after a failed append. @returns the event whose last parts are missing, which is dropped, or null. */
  dropUnfinished(): UnfinishedEvent | null;
}

export interface UnfinishedEvent {
  id: string;
  from: PartRef;
  lines: number;
}

/** curation.jsonl: appended to, read once on opening, texts read again by offset. */
export class EventLog {
  readonly path: string;
  /** Lines that have no effect, in sentences; the lines stay in the file. */
  readonly problems: string[] = [];
  /** What a crash left at the end of the file, and the sidecar it was moved to, in sentences. */
  readonly repairs: string[] = [];
  readonly #readOnly: boolean;
  readonly #consumer: EventConsumer;
  #journal: LogFile;
  #lines = 0;
  /** Lines before the newest event. */
  #linesBefore = 0;
  #recent = new Map<number, EventPart>();
  readonly #appends = new Sequencer();

  private constructor(journal: LogFile, consumer: EventConsumer, readOnly = false) {
    this.path = journal.path;
    this.#readOnly = readOnly;
    this.#consumer = consumer;
    this.#journal = journal;
  }

  /**
   * Opens or creates the log and gives its lines to the consumer. A torn last line is cut off and kept in a sidecar; lines that are not
   * events are reported.
   * @throws AssayError permission, refused (a folder), io …
   */
  static async open(path: string, consumer: EventConsumer, gate?: WriteGate, lock?: LockOptions): Promise<EventLog> {
    const { journal, torn } = await Journal.open(path, gate, openOwnJournal, lock);
    const log = new EventLog(journal, consumer);
    try {
      if (torn) log.repairs.push(`The last line of ${path} was cut short by a crash; its ${torn.bytes} bytes are kept in ${torn.keptAt}.`);
      await log.#readFile();
      return log;
    } catch (thrown) {
      await log.close();
      throw thrown;
    }
  }

  /**
   * Reads a log without changing it: what a crash left at its end has no effect and stays. Nothing can be appended.
   * @throws AssayError permission, io …
   */
  static async read({ path, durableBytes }: ReadJournal, consumer: EventConsumer): Promise<EventLog> {
    const refuse = () => {
      throw new AssayError("refused", `${path} is open for reading only.`, { where: path });
    };
    const file = { path, durableBytes, append: refuse, cutBack: refuse, dropBack: refuse, close: async () => {} };
    const log = new EventLog(file, consumer, true);
    if (durableBytes > 0) await log.#readFile();
    return log;
  }

  async #readFile(): Promise<void> {
    for await (const lines of readLines(this.path, 0, this.#journal.durableBytes)) {
      for (const { bytes, offset } of lines) this.#takeText(bytes, { offset, length: bytes.length });
    }
    const unfinished = this.#consumer.dropUnfinished();
    if (!unfinished) return;
    if (unfinished.lines !== this.#lines - this.#linesBefore) {
      this.#report(`${this.path} holds event ${unfinished.id} in part only. It is left in the file and has no effect.`);
      return;
    }
    if (this.#readOnly) {
      this.repairs.push(`The last event of ${this.path} was cut short by a crash and has no effect.`);
      this.#lines -= unfinished.lines;
      this.#journal = { ...this.#journal, durableBytes: unfinished.from.offset };
      return;
    }
    // This event was never acknowledged and nothing follows it: it is moved to a sidecar like a torn line.
    const { bytes, keptAt } = await this.#journal.cutBack(unfinished.from.offset);
    this.repairs.push(`The last event of ${this.path} was cut short by a crash; its ${bytes} bytes are kept in ${keptAt}.`);
    this.#lines -= unfinished.lines;
  }

  /** Durable bytes. */
  get sizeBytes(): number {
    return this.#journal.durableBytes;
  }

  get lines(): number {
    return this.#lines;
  }

  /**
   * Writes the lines of one event. They are in force once they are durable.
   * @throws AssayError disk_full, io …; log and state are then unchanged.
   */
  append(lines: readonly Buffer[]): Promise<void> {
    return this.#appends.queue(() => this.#append(lines));
  }

  /**
   * The same for an event that may be too big for memory, whose lines come a few at a time. If one cannot be written, the lines before it
   * are cut off again.
   * @throws AssayError disk_full, io …; log and state are then unchanged.
   */
  appendStreamed(lines: AsyncIterable<readonly Buffer[]>): Promise<void> {
    return this.#appends.queue(() => this.#appendStreamed(lines));
  }

  async #appendStreamed(lines: AsyncIterable<readonly Buffer[]>): Promise<void> {
    const linesBefore = this.#lines;
    let start: number | null = null;
    try {
      for await (const some of lines) {
        const offset = await this.#journal.append(some).durable;
        start ??= offset;
        await this.#takeLines(some, offset);
      }
    } catch (thrown) {
      this.#consumer.dropUnfinished();
      if (start !== null) {
        await this.#journal.dropBack(start);
        this.#lines = linesBefore;
      }
      throw thrown;
    }
  }

  async #append(lines: readonly Buffer[]): Promise<void> {
    const offset = await this.#journal.append(lines).durable;
    await this.#takeLines(lines, offset);
  }

  async #takeLines(lines: readonly Buffer[], start: number): Promise<void> {
    let offset = start;
    const budget = new YieldBudget();
    for (const line of lines) {
      const bytes = line.subarray(0, -1);
      this.#takeText(bytes, { offset, length: bytes.length });
      offset += line.length;
      await budget.spend(line.length * 2);
    }
    // The caller of a bulk decision continues with work of the same size.
    if (lines.length > 1) await budget.yieldNow();
  }

  /** @throws AssayError damaged when the file was changed by another program. */
  async readNote(text: TextRef): Promise<string> {
    const stored = await this.#change(text);
    const change = stored.of === "repeat" ? stored.change : stored;
    return change.of === "review" ? change.after.note : "";
  }

  /** @returns null when the text is not of a sample. @throws AssayError damaged when the file was changed by another program. */
  async readSample(text: TextRef): Promise<SampleVersion | null> {
    const change = await this.#change(text);
    return change.of === "sample" ? change.after : null;
  }

  async #change(text: TextRef): Promise<Change> {
    const change = (await this.part(text.part)).changes[text.change];
    if (!change) throw this.#changed();
    return change;
  }

  /** Reads one line back. @throws AssayError damaged when the file was changed by another program. */
  async part(at: PartRef): Promise<EventPart> {
    const known = this.#recent.get(at.offset);
    if (known) return known;
    const part = parseEventPart((await readRange(this.path, at.offset, at.length)).toString("utf8"));
    if (typeof part === "string") throw this.#changed();
    this.#recent.set(at.offset, part);
    for (const [oldest] of this.#recent) {
      if (this.#recent.size <= keptParts) break;
      this.#recent.delete(oldest);
    }
    return part;
  }

  /** The lines of an event, in order. */
  async *partsOf(event: PartRef): AsyncGenerator<{ part: EventPart; at: PartRef }> {
    yield* this.#parts(event.offset, event.offset + event.length);
  }

  /** All event lines, in order. */
  async *all(): AsyncGenerator<{ part: EventPart; at: PartRef }> {
    yield* this.#parts(0, this.sizeBytes);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  async *#parts(from: number, to: number): AsyncGenerator<{ part: EventPart; at: PartRef }> {
    // A log opened for reading may not exist.
    if (to <= from) return;
    for await (const lines of readLines(this.path, from, to)) {
      for (const { bytes, offset } of lines) {
        const part = parseEventPart(bytes.toString("utf8"));
        if (typeof part !== "string") yield { part, at: { offset, length: bytes.length } };
      }
    }
  }

  #takeText(bytes: Buffer, at: PartRef): void {
    const part = parseEventPart(bytes.toString("utf8"));
    if (typeof part !== "string" && part.part === 0) this.#linesBefore = this.#lines;
    this.#lines++;
    const problem = typeof part === "string" ? part : this.#consumer.take(part, at);
    if (problem) this.#report(`Line ${this.#lines} of ${this.path} (byte ${at.offset}) ${problem}. It is left in the file.`);
  }

  #report(problem: string): void {
    if (this.problems.length < maxProblems) this.problems.push(problem);
    else this.problems[maxProblems] = `${this.path} has more lines like these.`;
  }

  #changed(): AssayError {
    return new AssayError("damaged", `${this.path} was changed while Assay had it open.`, {
      where: this.path,
      fix: "Close the workspace and open it again.",
    });
  }
}
