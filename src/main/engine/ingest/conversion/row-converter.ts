import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { Finding } from "../../../../contract/index.ts";
import type { SplitRow } from "../../containers/row-splitter.ts";
import { type Converted, type Converter, openConverter } from "../../dialects/convert.ts";
import { resolveDialect } from "../../dialects/mapping.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { newline, recordEnd, recordStart } from "../../lines/line-bytes.ts";
import { notJson, notUtf8 } from "../../validator/schema-validator.ts";
import { MemberReader } from "./member-reader.ts";
import { PlainRows, type RowPlace } from "./plain-rows.ts";
import type { FilePlan } from "./plan.ts";
import type { RecordLines } from "./record-lines.ts";
import { RowNumbers, type RowRange } from "./row-numbers.ts";
import { type ConversionTally, emptyTally, tallyAsked, tallySkipped } from "./tally.ts";
import { getTemplateReader, type TemplateReader } from "./template-reader.ts";

/** A row that was meant as a record and is broken, with its bytes as they were. */
export interface BrokenRow {
  /** 1-based. */
  row: number;
  bytes: Uint8Array;
  findings: Finding[];
}

export interface ConvertedLines {
  broken: BrokenRow[];
  tally: ConversionTally;
  /** Hashes of rows that records were made of, or that are none: not of broken ones, nor of those that wait for answers. Empty unless they are wanted. */
  settled: string[];
}

/** Takes a record as soon as it is made. @returns its findings where it is not kept; its row is broken then. */
export type TakeRecord = (converted: Converted) => readonly Finding[] | null;

interface ConverterOptions {
  /** The bytes of a row that was seen in an earlier `add`. */
  earlier?: (row: number) => Uint8Array;
  /** Where records are written that are plain. Default: all are taken. */
  lines?: RecordLines;
}

/**
 * Turns lines of a file, as bytes, into records, one row after the other: what a row was parsed to is garbage before the next one is read, and
 * never reaches the old generation. Lives as long as rows that belong
 * together.
 */
export class RowConverter {
  readonly #converter: Converter;
  /** The bytes of a row that was seen earlier. */
  readonly #earlier: (row: number) => Uint8Array;
  /** For rows that stand alone: what it reads is gone with the next row. */
  readonly #templates: TemplateReader | null;
  readonly #members: MemberReader | null;
  readonly #plain: PlainRows | null;
  readonly #plan: FilePlan;
  /** The record that was made last. */
  #last: Converted | null = null;
  readonly #numbers: RowNumbers;
  #broken: BrokenRow[] = [];
  #settled: string[] = [];
  #tally = emptyTally();
  /** The lines that were just added, and where each begins and ends. */
  #bytes: Buffer = Buffer.alloc(0);
  /** How many came before them. */
  #before = 0;
  readonly #bounds: number[] = [];

  /** @param rows those that `add` gets. @param take takes what `lines` did not get. */
  constructor(plan: FilePlan, rows: RowRange, take: TakeRecord, { earlier = () => new Uint8Array(0), lines }: ConverterOptions = {}) {
    const context = {
      name: plan.file,
      answers: plan.answers,
      fileTimeSeconds: plan.fileTimeSeconds,
      companions: plan.companions,
      explain: false,
    };
    const dialect = resolveDialect(plan);
    this.#templates = dialect.reads === undefined || dialect.scope !== "row" ? null : getTemplateReader(dialect.reads);
    this.#members = dialect.reads === undefined ? null : new MemberReader(dialect.reads);
    const settle = (rows: readonly number[]) => {
      if (plan.listsRows) for (const row of rows) this.#settled.push(this.#converter.digestOf(row));
    };
    this.#converter = openConverter(dialect, context, {
      record: (converted) => {
        const findings = take(converted);
        if (findings !== null) return this.#break(converted.rows.slice(0, 1), findings);
        this.#last = converted;
        this.#tally.records++;
        settle(converted.rows);
      },
      skip: (skipped) => {
        tallySkipped(this.#tally, skipped);
        settle(skipped.rows);
      },
      ask: (asked) => tallyAsked(this.#tally, asked),
      reject: ({ rows, finding }) => this.#break(rows, [finding]),
    });
    this.#plan = plan;
    this.#plain = this.#templates === null || lines === undefined || !dialect.plain ? null : new PlainRows(dialect, plan, lines);
    this.#numbers = new RowNumbers(rows);
    this.#earlier = earlier;
  }

  /** Converts whole lines. @param ended whether they are the last ones. */
  add(bytes: Buffer, ended: boolean): ConvertedLines {
    this.#begin(bytes);
    // Once for all lines: in UTF-8 a newline byte is never part of another character.
    const isValidUtf8 = isUtf8(bytes);
    for (let at = 0; at < bytes.length; ) {
      const lineEnd = bytes.indexOf(newline, at);
      const stop = lineEnd < 0 ? bytes.length : lineEnd;
      const from = recordStart(bytes, at, stop);
      const end = recordEnd(bytes, from, stop);
      this.#bounds.push(from, end);
      at = stop + 1;
      this.#convert(bytes, from, end, this.#numbers.next(), isValidUtf8);
    }
    return ended ? this.end() : this.#taken();
  }

  /** Converts one row of a table; what became of it comes with `end`. */
  addRow(row: SplitRow): void {
    const { line } = row;
    this.#begin(line);
    this.#bounds.push(0, line.length);
    this.#convert(line, 0, line.length, this.#numbers.next(), true, row);
  }

  /** @returns what became of what was added since the last time. Nothing is added afterwards. */
  end(): ConvertedLines {
    this.#converter.end();
    return this.#taken();
  }

  #begin(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#before += this.#bounds.length / 2;
    this.#bounds.length = 0;
  }

  #taken(): ConvertedLines {
    const [broken, tally, settled] = [this.#broken, this.#tally, this.#settled];
    tally.rejected = broken.length;
    this.#broken = [];
    this.#settled = [];
    this.#tally = emptyTally();
    return { broken, tally, settled };
  }

  #convert(bytes: Buffer, from: number, end: number, number: number, isValidUtf8: boolean, row?: SplitRow): void {
    this.#tally.rows++;
    const line = bytes.subarray(from, end);
    if (!isValidUtf8 && !isUtf8(line)) {
      this.#break([number], [notUtf8(line)]);
      return;
    }
    if (this.#plain !== null && this.#takePlain({ bytes, start: from, end, split: row }, number)) return;
    const members = this.#templates?.read(bytes, from, end) ?? this.#members?.read(bytes, from, end);
    if (members !== undefined) {
      const whole = () => parseForeign(line.toString("utf8"));
      const sha256 = hash("sha256", line, "hex");
      this.#last = null;
      this.#converter.row({ value: members, whole, number, sha256 });
      const template = this.#templates?.last;
      if (template && this.#last !== null && this.#plain?.learns(template))
        this.#plain.learn(template, { bytes, start: from, end, number, sha256, value: members }, this.#last);
      return;
    }
    const text = line.toString("utf8");
    if (text.trim() === "") {
      this.#tally.blank++;
      return;
    }
    let value: unknown;
    try {
      value = parseForeign(text);
    } catch (thrown) {
      this.#break([number], [notJson(text, thrown)]);
      return;
    }
    this.#converter.row({ value, number, sha256: hash("sha256", line, "hex") });
  }

  #takePlain(row: RowPlace, number: number): boolean {
    const template = this.#templates?.last;
    const sha256 = template ? (this.#plain as PlainRows).take(template, row, number) : null;
    if (sha256 === null) return false;
    this.#tally.records++;
    if (this.#plan.listsRows) this.#settled.push(sha256);
    return true;
  }

  #break(rows: readonly number[], findings: readonly Finding[]): void {
    // Copies: the bytes that were added are used again. (`slice` of a Buffer would be one more view.)
    for (const row of rows) this.#broken.push({ row, bytes: new Uint8Array(this.#bytesOf(row)), findings: [...findings] });
  }

  /** A view, or a copy of a row from an earlier `add`. */
  #bytesOf(row: number): Uint8Array {
    const at = (this.#numbers.placeOf(row) - this.#before) * 2;
    return at < 0 || at >= this.#bounds.length ? this.#earlier(row) : this.#bytes.subarray(this.#bounds[at], this.#bounds[at + 1]);
  }
}
