import {
  AssayError,
  type ConversionPlan,
  type Input,
  type Output,
  type QuarantineRetry,
  type QuarantineScope,
  type RecordKind,
  type RetryScope,
  recordKinds,
  type Signal,
} from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { MarkedLines } from "../collector/quarantine-line.ts";
import { listQuarantineGroups } from "../queries/quarantine-groups.ts";
import { findOpenRecord, getQuarantined, isOpen, listQuarantine, type Place, readRecords } from "../queries/quarantine-list.ts";
import type { QuarantineCounts, QuarantineIndex } from "../store/quarantine-index.ts";
import { cutPurged } from "./cut.ts";
import { inspectAgain, listRecords, type QuarantinedLine } from "./inspect-again.ts";
import { createKeeper, type RetryParts, retryBatch } from "./retry-batch.ts";
import { RetryTally } from "./retry-tally.ts";
import { settleRetry } from "./settle.ts";

export interface DeskParts extends RetryParts {
  index: QuarantineIndex;
  /** Resolves when the index of records is in sync with the journals. */
  inSync(): Promise<void>;
  /** Writes what producers were promised, so that it is known as a duplicate. */
  flush(): Promise<void>;
}

/** Lines that are tried again together, at most. */
const batchLines = 500;
const batchBytes = 8 * 1024 * 1024;

/**
 * What people do with rejected lines. Commands run one after the other, whichever window sends them; each is one mark in quarantine.jsonl, so
 * it is there whole or not at all.
 */
export class QuarantineDesk {
  readonly #parts: DeskParts;
  readonly #commands = new Sequencer();

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  get counts(): QuarantineCounts {
    return this.#parts.index.counts;
  }

  /** @throws AssayError invalid_argument for a cursor of another list; io … */
  async groups(input: Input<"quarantine.groups">): Promise<Output<"quarantine.groups">> {
    return listQuarantineGroups(await this.#source(), input);
  }

  /** @throws AssayError invalid_argument for a cursor of another list; damaged, io … */
  async list(input: Input<"quarantine.list">): Promise<Output<"quarantine.list">> {
    return listQuarantine(await this.#source(), input);
  }

  /** @throws AssayError not_found, over_limit (it cannot be edited). */
  async get(offset: number): Promise<Output<"quarantine.get">> {
    return getQuarantined(await this.#source(), offset);
  }

  /** What a text in place of a line would be; nothing is written. @throws AssayError not_found. */
  async check(offset: number, text: string): Promise<Output<"quarantine.check">> {
    const record = await findOpenRecord(await this.#source(), offset);
    const { chunk, findings } = await inspectAgain(this.#parts, [{ offset, record, text }], null);
    const kinds = new Set(listRecords(chunk).map((line) => recordKinds[chunk.codes[line] as number] as RecordKind));
    return { kinds: [...kinds], findings: findings.get(offset) ?? [] };
  }

  /**
   * Tries lines again. A batch of lines either becomes records and leaves quarantine, or stays; an abort ends it between two batches.
   * @throws AssayError not_found (a single line is not on the list), disabled, disk_full, io …
   */
  retry({ scope, text, plan }: Input<"quarantine.retry">, signal?: Signal): Promise<QuarantineRetry> {
    if (text !== undefined && !("offset" in scope))
      throw new AssayError("invalid_argument", "A text replaces one line.", { where: "text", fix: "Name the line by its offset." });
    return this.#commands.queue(async () => {
      await this.#parts.flush();
      const tally = new RetryTally();
      const keep = await createKeeper(this.#parts);
      for await (const lines of this.#batches(scope, text)) {
        if (signal?.aborted) break;
        await retryBatch(this.#parts, keep, lines, (plan ?? null) as ConversionPlan | null, tally);
      }
      await this.#parts.index.caughtUp();
      return tally.read();
    });
  }

  /** @throws AssayError not_found when the line is not on the list; disk_full, io … */
  dismiss({ scope }: Input<"quarantine.dismiss">): Promise<Output<"quarantine.dismiss">> {
    return this.#commands.queue(async () => {
      const source = await this.#source();
      if ("offset" in scope) await findOpenRecord(source, scope.offset);
      return this.#mark("dismissed", toMarked(scope, this.#parts.quarantine.journal.durableBytes));
    });
  }

  /** Every line; `cut` removes them when the workspace closes. @throws AssayError disk_full, io … */
  purge(): Promise<Output<"quarantine.purge">> {
    return this.#commands.queue(async () => {
      await this.#source();
      return this.#mark("purged", { before: this.#parts.quarantine.journal.durableBytes });
    });
  }

  /** @throws AssayError disk_full, io … */
  restore({ what, mark }: Input<"quarantine.restore">): Promise<Output<"quarantine.restore">> {
    return this.#commands.queue(async () => {
      await this.#source();
      const before = this.counts.total;
      const { quarantine, index } = this.#parts;
      await quarantine.mark({ mark: "restored", at_ms: Date.now(), what, of: mark ?? null, before: quarantine.journal.durableBytes });
      await index.caughtUp();
      return { lines: Math.max(0, this.counts.total - before) };
    });
  }

  /** After opening: finishes a retry that a crash interrupted. @returns how many lines left quarantine by it. */
  settle(): Promise<number> {
    return this.#commands.queue(async () => {
      const { index, quarantine, inSync } = this.#parts;
      await index.caughtUp();
      if ((await index.readPending()).length === 0) return 0;
      await inSync();
      const lines = await settleRetry(index, quarantine);
      await index.caughtUp();
      return lines;
    });
  }

  /** When closing, after the last line: removes what was purged. @throws AssayError disk_full, io … */
  cut(): Promise<boolean> {
    return this.#commands.queue(() => cutPurged(this.#parts.index, this.#parts.quarantine));
  }

  async #source() {
    const { index } = this.#parts;
    await index.caughtUp();
    return index;
  }

  /** @returns how many lines left the list, and the mark, null when there were none. */
  async #mark(mark: "dismissed" | "purged", lines: MarkedLines): Promise<{ lines: number; mark: number | null }> {
    const { index, quarantine } = this.#parts;
    const listed = () => this.counts.total + (mark === "purged" ? this.counts.dismissed : 0);
    const before = listed();
    if (before === 0) return { lines: 0, mark: null };
    const offset = await quarantine.mark({ mark, at_ms: Date.now(), ...lines });
    await index.caughtUp();
    return { lines: Math.max(0, before - listed()), mark: offset };
  }

  /** Open lines of a scope, those of one source and recipe together, in the order of the file. @throws AssayError not_found for a single line. */
  async *#batches(scope: RetryScope, text: string | undefined): AsyncGenerator<QuarantinedLine[]> {
    const source = await this.#source();
    if ("offset" in scope) {
      const { offset } = scope;
      yield [{ offset, record: await findOpenRecord(source, offset), ...(text !== undefined && { text }) }];
      return;
    }
    const { sql, values } =
      "group" in scope
        ? { sql: " AND source = ? AND reason = ?", values: [scope.group.source, scope.group.reason] }
        : "source" in scope
          ? { sql: " AND source = ?", values: [scope.source] }
          : { sql: "", values: [] };
    // All offsets at once, as numbers: lines leave the list while they are tried.
    const places = await source.db.all<Place>(
      `SELECT off, len, findings FROM quarantine WHERE ${isOpen} AND can_retry${sql} ORDER BY source, off`,
      values,
    );
    let batch: QuarantinedLine[] = [];
    let bytes = 0;
    let of = "";
    const seen = new Set<number>();
    for await (const { off, len, record } of readRecords(source.path, places)) {
      const key = JSON.stringify([record.source, record.conversion ?? null]);
      const repeats = record.line_number !== null && seen.has(record.line_number);
      if (batch.length > 0 && (key !== of || repeats || batch.length === batchLines || bytes + len > batchBytes)) {
        yield batch;
        batch = [];
        bytes = 0;
        seen.clear();
      }
      of = key;
      bytes += len;
      if (record.line_number !== null) seen.add(record.line_number);
      batch.push({ offset: off, record });
    }
    if (batch.length > 0) yield batch;
  }
}

function toMarked(scope: QuarantineScope, before: number): MarkedLines {
  if ("offset" in scope) return { lines: [scope.offset] };
  return "group" in scope ? { group: scope.group, before } : { before };
}
