import type { Finding } from "../../../../contract/index.ts";
import { newline } from "../../lines/line-bytes.ts";
import { ChunkColumns } from "../../records/chunk-columns.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import { shortLineBytes } from "../../records/indexed-texts.ts";
import { inspectDraft } from "../../records/inspect-line.ts";
import { hashLine } from "../../records/line-hash.ts";
import { PlainExecutions } from "../../records/plain/plain-executions.ts";
import { computeSourceKey } from "../../records/source-key.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { LineWriter } from "./line-writer.ts";

const plain = new PlainExecutions();

/** Other tools' rows are so many times as long as the records made of them, or more; a buffer grows where they are not, and is used again. */
const rowBytesPerRecordByte = 4;

interface RecordLinesOptions {
  validator: SchemaValidator;
  strict: boolean;
  /** Of what is converted, about. */
  sizeBytes: number;
  /** Buffers to reuse for the lines and their rows. */
  spares?: { lines: ArrayBuffer | undefined; rows: ArrayBuffer | undefined } | undefined;
}

export interface WrittenRecord {
  /** @returns where it ended; -1 where it wrote nothing. */
  write(to: Buffer, at: number): number;
  /** What makes it the same record; asked for once it was written. */
  readonly source: { dialect: string; id: string };
}

/** Writes converted records as lines, and inspects them, one after the other. */
export class RecordLines {
  readonly #validator: SchemaValidator;
  readonly #strict: boolean;
  readonly #lines: LineWriter;
  readonly #columns: ChunkColumns;
  #records = 0;

  constructor({ validator, strict, sizeBytes, spares }: RecordLinesOptions) {
    this.#validator = validator;
    this.#strict = strict;
    this.#lines = new LineWriter(spares?.lines ?? Math.ceil(sizeBytes / rowBytesPerRecordByte));
    this.#columns = new ChunkColumns({ bytes: sizeBytes / rowBytesPerRecordByte, converted: true, rows: spares?.rows });
  }

  /** @returns null, or why it is no record: then it is not kept. */
  take(record: Record<string, unknown>): readonly Finding[] | null {
    const text = JSON.stringify(record);
    const { start, line } = this.#lines.write(text);
    const end = start + line.length;
    if (line.length <= shortLineBytes && plain.see(this.#lines.bytes, start, end)) {
      this.#columns.place(start, end, start, this.#records++);
      const sourceKey = computeSourceKey("engine_execution", record);
      this.#columns.takePlain(plain, this.#lines.bytes, line.length, hashLine(line), sourceKey);
      return null;
    }
    const seen = inspectDraft(this.#validator, { record, text, line }, this.#strict);
    if (!seen.accepted) {
      this.#lines.drop(start);
      return seen.findings;
    }
    this.#columns.place(start, end, start, this.#records++);
    this.#columns.take(seen);
    return null;
  }

  /**
   * Takes an execution that somebody writes as JSON.
   * @param sizeBytes it may have, with a newline.
   * @returns false where nothing was written, or what is not plain: then it is not kept.
   */
  takeWritten(sizeBytes: number, record: WrittenRecord): boolean {
    const start = this.#lines.length;
    const bytes = this.#lines.reserve(sizeBytes);
    const end = record.write(bytes, start);
    if (end < 0 || end - start > shortLineBytes) return false;
    bytes[end] = newline;
    if (!plain.see(bytes, start, end)) return false;
    const line = this.#lines.accept(end);
    this.#columns.place(start, end, start, this.#records++);
    this.#columns.takePlain(plain, bytes, line.length, hashLine(line), computeSourceKey("engine_execution", record));
    return true;
  }

  finish(): ChunkResult {
    return this.#columns.finish(this.#lines.finish(), this.#records, 0);
  }
}
