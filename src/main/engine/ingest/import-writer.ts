import {
  AssayError,
  type ChannelName,
  channelOfKind,
  type Finding,
  maxLineBytes,
  quarantinedHeadBytes,
  type RecordKind,
  recordKinds,
} from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import type { Channel } from "../collector/channel.ts";
import type { RejectedLine } from "../collector/quarantine.ts";
import type { RejectedRow } from "../containers/open-container.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import type { LineHash } from "../records/line-hash.ts";
import { tooLong } from "../validator/schema-validator.ts";
import type { Chunk } from "./chunk.ts";
import { toBatches, toRejectedLines } from "./chunk-batches.ts";
import { type ConvertedChunk, countRecords } from "./conversion/convert-chunk.ts";
import type { KnownRecords } from "./conversion/known-records.ts";
import type { FilePlan } from "./conversion/plan.ts";
import type { BrokenRow, ConvertedLines } from "./conversion/row-converter.ts";
import type { ImportBuffers, ImportOptions, ImportParts } from "./import-options.ts";
import type { ReportBuilder } from "./import-report.ts";

/** Bytes written and not fsynced yet: enough to keep the disk busy, few enough to keep in memory. */
const maxUnsyncedBytes = 16 * 1024 * 1024;

interface WriterParts {
  parts: ImportParts;
  /** Remembers a key, and says whether it is new. */
  known: ReadonlyMap<ChannelName, (key: LineHash) => boolean>;
  /** The file's name in quarantine and messages. */
  name: string;
  report: ReportBuilder;
  options: ImportOptions;
  /** Where buffers go once they are written. */
  buffers: ImportBuffers;
  /** The channel whose journal is imported into its own workspace. */
  own: ChannelName | null;
  /** Collects what was imported before, to be compared. */
  knownRecords?: KnownRecords | undefined;
  /** Of a converted record with a known source: whether its line is in a journal. */
  isLine?: ((channel: ChannelName, hash: LineHash) => boolean) | undefined;
  /** Asked once about each record, in order: one that is not wanted is left out, and counts nowhere. Default: all are. */
  isWanted?: (() => boolean) | undefined;
}

/** Writes the inspected chunks of one import, in order, to the journals and to quarantine, and counts them in its report. */
export class ImportWriter {
  readonly #parts: ImportParts;
  readonly #known: WriterParts["known"];
  readonly #name: string;
  readonly #report: ReportBuilder;
  readonly #options: ImportOptions;
  readonly #buffers: WriterParts["buffers"];
  readonly #own: ChannelName | null;
  readonly #knownRecords: KnownRecords | undefined;
  readonly #isLine: WriterParts["isLine"];
  readonly #isWanted: WriterParts["isWanted"];
  /** Records of the chunk at hand that are not wanted. */
  #unwanted = 0;
  /** Whether each record of the chunk at hand is new. */
  #verdicts: boolean[] = [];
  readonly #writing = new Set<Promise<void>>();
  #unsyncedBytes = 0;
  readonly #unsynced = new Capacity(() => this.#unsyncedBytes <= maxUnsyncedBytes);
  #failure: unknown = null;

  constructor({ parts, known, name, report, options, buffers, own, knownRecords, isLine, isWanted }: WriterParts) {
    this.#parts = parts;
    this.#known = known;
    this.#name = name;
    this.#report = report;
    this.#options = options;
    this.#buffers = buffers;
    this.#own = own;
    this.#knownRecords = knownRecords;
    this.#isLine = isLine;
    this.#isWanted = isWanted;
  }

  /** Resolves when the next chunk may come; its writes may still be under way. @throws what an earlier write threw. */
  async commit(chunk: ChunkResult): Promise<void> {
    // A rejected line of the workspace's own journal stays there; quarantine would be a second copy.
    const rejected = this.#own === null ? toRejectedLines(chunk, this.#name, this.#report.lines + 1) : [];
    await this.#write(chunk, rejected);
    if (this.#own !== null) this.#report.duplicates += chunk.rejected.length;
    for (const kind of recordKinds) this.#countKnown(kind, chunk.known[kind]);
    this.#report.lines += chunk.lines;
    this.#report.blank += chunk.blank;
    await this.#available();
  }

  /** Counts lines that are in a journal, all of one kind. @throws as `commit`. */
  async commitKnown(kind: RecordKind, lines: number): Promise<void> {
    this.#countKnown(kind, lines);
    this.#report.lines += lines;
    await this.#available();
  }

  #countKnown(kind: RecordKind, lines: number): void {
    this.#report.duplicates += lines;
    const counters = this.#options.earlier === "count" ? undefined : this.#parts.channels.get(channelOfKind[kind])?.counters;
    if (counters) counters.duplicates += lines;
  }

  /** The same for rows of a file that were converted to records and inspected. */
  async commitConverted({ chunk, broken, tally, settled }: Omit<ConvertedChunk, "read">, plan: FilePlan): Promise<void> {
    this.#knownRecords?.settle(settled);
    await this.#write(chunk, this.#toRejectedLines(broken, plan));
    this.#report.lines += countRecords(chunk) + broken.length + tally.blank;
    this.#report.blank += tally.blank;
    this.#report.addConversion(plan.dialect, tally);
    await this.#available();
  }

  /** Counts what became of a file's rows, and keeps the broken ones; its records follow with `commitRecords`. */
  async commitTally({ broken, tally, settled }: ConvertedLines, plan: FilePlan): Promise<void> {
    this.#knownRecords?.settle(settled);
    this.#keepRejected(this.#toRejectedLines(broken, plan));
    this.#report.lines += broken.length + tally.blank;
    this.#report.blank += tally.blank;
    this.#report.addConversion(plan.dialect, tally);
    await this.#available();
  }

  /** Writes records that were converted earlier. */
  async commitRecords(chunk: ChunkResult): Promise<void> {
    await this.#write(chunk, []);
    this.#report.lines += countRecords(chunk);
    await this.#available();
  }

  /** Keeps rows of a table that do not fit its header. */
  async rejectRows(rows: readonly RejectedRow[]): Promise<void> {
    this.#report.lines += rows.length;
    this.#keepRejected(rows.map(({ bytes, line, finding }) => this.#rejectedRow(bytes, line, [finding])));
    await this.#available();
  }

  async #write(chunk: ChunkResult, rejected: readonly RejectedLine[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#parts.waitForCapacity();
    this.#refuseDisabled(chunk);
    this.#verdicts = [];
    this.#unwanted = 0;
    const { batches, duplicates } = toBatches(chunk, (channel) => this.#isNewIn(channel), undefined, this.#buffers.rows);
    // Before its buffers are given back.
    if (this.#knownRecords) await this.#knownRecords.take(chunk, this.#verdicts);
    this.#report.duplicates += duplicates - this.#unwanted;
    if (this.#options.earlier === "count") {
      for (const { kind, batch } of batches) this.#report.accept(kind, batch.lines);
      return;
    }
    const writes = [this.#keepRejected(rejected)];
    for (const { channel, kind, batch } of batches) {
      const target = this.#parts.channels.get(channel) as Channel;
      const written = target.commit(batch).then(() => {
        target.counters.countAccepted(batch.lines, batch.invalid);
        this.#report.accept(kind, batch.lines);
      });
      writes.push(this.#track(batch.bytes, written));
    }
    void Promise.all(writes).then(() => this.#buffers.lines.give(chunk.bytes.buffer));
  }

  async #available(): Promise<void> {
    await this.#unsynced.available();
    if (this.#failure) throw this.#failure;
  }

  #keepRejected(rejected: readonly RejectedLine[]): Promise<void> {
    if (this.#options.earlier === "count") {
      for (const { lineNumber, findings } of rejected) this.#report.refuse(lineNumber ?? 0, findings);
      return Promise.resolve();
    }
    return this.#track(
      rejected.reduce((sum, one) => sum + one.bytes.length, 0),
      this.#quarantine(rejected),
    );
  }

  #toRejectedLines(broken: readonly BrokenRow[], { dialect, answers, mapping, fileTimeSeconds }: FilePlan): RejectedLine[] {
    const conversion = { dialect, answers, ...(mapping && { mapping }), fileTimeSeconds };
    return broken.map(({ row, bytes, findings }) => ({ ...this.#rejectedRow(bytes, row, findings), conversion }));
  }

  /** Of a row over the size limit of lines only the head is kept. */
  #rejectedRow(bytes: Uint8Array, lineNumber: number, findings: Finding[]): RejectedLine {
    const kept = bytes.length > maxLineBytes ? { bytes: bytes.subarray(0, quarantinedHeadBytes), sizeBytes: bytes.length } : { bytes };
    return { ...kept, source: this.#name, lineNumber, kind: null, findings };
  }

  async refuseTooLong(chunk: Chunk & { type: "too_long" }): Promise<void> {
    this.#report.lines++;
    if (this.#own !== null) {
      this.#report.duplicates++;
      return;
    }
    const rejected: RejectedLine = {
      bytes: chunk.head,
      sizeBytes: chunk.sizeBytes,
      source: this.#name,
      lineNumber: this.#report.lines,
      kind: null,
      findings: [chunk.finding ?? tooLong(chunk.sizeBytes)],
    };
    this.#keepRejected([rejected]);
  }

  /** Resolves when everything is on disk. @throws the first failure. */
  async finish(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#failure) throw this.#failure;
  }

  /** @returns whether a line of the channel is new; asked once per line, since it remembers the line. */
  #isNewIn(channel: ChannelName): (key: LineHash, hash: LineHash) => boolean {
    const { keepDuplicates, kind } = this.#options;
    if (this.#own !== null && (channel === this.#own || (kind !== "auto" && channel !== channelOfKind[kind]))) return () => false;
    const known = this.#known.get(channel);
    const isCounting = this.#options.earlier === "count";
    const counters = isCounting ? undefined : this.#parts.channels.get(channel)?.counters;
    const isSample = channel === "training_samples";
    return (key, hash) => {
      if (this.#isWanted?.() === false) {
        this.#unwanted++;
        return false;
      }
      const fresh = known?.(key) ?? true;
      const isNew = keepDuplicates || (fresh && !(isSample && this.#parts.isOwnWrite(hash)));
      if (!isNew && counters) counters.duplicates++;
      if (isNew && key !== hash && !isCounting) this.#parts.remember(channel, hash);
      if (this.#knownRecords) this.#verdicts.push(isNew);
      else if (!isNew && key !== hash && this.#isLine?.(channel, hash) === false) this.#report.differing++;
      return isNew;
    };
  }

  /** Ends the import before anything of the chunk is written. @throws AssayError disabled when one of its kinds has its channel switched off. */
  #refuseDisabled(chunk: ChunkResult): void {
    for (const kind of Object.keys(chunk.tables) as RecordKind[]) {
      const channel = channelOfKind[kind];
      if (channel === this.#own) continue;
      if (chunk.tables[kind].starts.length > 1 && !this.#parts.channels.has(channel)) {
        throw new AssayError("disabled", `${this.#name} holds ${kind} records, and the channel ${channel} is switched off.`, {
          where: `json_engine.output.channels.${channel}.enabled`,
          fix: "Switch the channel on in assay.config.json or in Settings, and import the file again.",
        });
      }
    }
  }

  async #quarantine(rejected: readonly RejectedLine[]): Promise<void> {
    await this.#parts.quarantine.add(await this.#parts.knownRejected.keepNew(rejected));
    for (const { lineNumber, kind, findings } of rejected) {
      this.#report.refuse(lineNumber ?? 0, findings);
      // A line of unknown kind counts as an execution, so that every received line is counted.
      this.#parts.channels.get(channelOfKind[kind ?? "engine_execution"])?.counters.countQuarantined(1);
    }
  }

  /** Tracks a write. Resolves when it has ended, even if it failed. */
  #track(bytes: number, work: Promise<void>): Promise<void> {
    this.#unsyncedBytes += bytes;
    const done: Promise<void> = work
      .catch((thrown: unknown) => {
        if (!this.#failure) {
          this.#parts.forgetKnown();
          this.#parts.knownRejected.forget();
        }
        this.#failure ??= thrown;
      })
      .finally(() => {
        this.#writing.delete(done);
        this.#unsyncedBytes -= bytes;
        this.#unsynced.changed();
      });
    this.#writing.add(done);
    return done;
  }
}
