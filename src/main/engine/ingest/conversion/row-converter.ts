import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { Finding } from "../../../../contract/index.ts";
import { type Conversion, createConverter, type SourceRow } from "../../dialects/convert.ts";
import { resolveDialect } from "../../dialects/mapping.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { newline, recordEnd, recordStart } from "../../lines/line-bytes.ts";
import { notJson, notUtf8 } from "../../validator/schema-validator.ts";
import type { FilePlan } from "./plan.ts";
import { type ConversionTally, emptyTally, tallyConversion } from "./tally.ts";

/** A row that was meant as a record and is broken, with its bytes as they were. */
export interface BrokenRow {
  /** 1-based. */
  row: number;
  bytes: Uint8Array;
  findings: Finding[];
}

export interface ConvertedLines {
  /** Records as lines, each with its newline. */
  bytes: Buffer;
  /** The row that record i was made of, 1-based. */
  rowOf: number[];
  broken: BrokenRow[];
  tally: ConversionTally;
  /** The bytes of a row that was just converted, or of an earlier one; empty when they are gone. */
  bytesOf: (row: number) => Uint8Array;
}

/** Turns lines of a file, as bytes, into records, as bytes. Lives as long as the rows that belong together. */
export class RowConverter {
  readonly #convert: (rows: readonly SourceRow[], ended: boolean) => Conversion;
  /** The bytes of a row that was seen earlier. */
  readonly #earlier: (row: number) => Uint8Array;
  #row: number;

  /** @param firstRow 1-based number of the first row that `add` gets. */
  constructor(plan: FilePlan, firstRow: number, earlier: (row: number) => Uint8Array = () => new Uint8Array(0)) {
    this.#convert = createConverter(resolveDialect(plan), {
      name: plan.file,
      answers: plan.answers,
      fileTimeSeconds: plan.fileTimeSeconds,
      companions: plan.companions,
      explain: false,
    });
    this.#row = firstRow;
    this.#earlier = earlier;
  }

  /** Converts whole lines. @param ended whether they are the last ones. */
  add(bytes: Buffer, ended: boolean): ConvertedLines {
    const tally = emptyTally();
    const broken: BrokenRow[] = [];
    const rows: SourceRow[] = [];
    const places = new Map<number, Uint8Array>();
    // Once for all lines: in UTF-8 a newline byte is never part of another character.
    const isValidUtf8 = isUtf8(bytes);
    for (let at = 0; at < bytes.length; ) {
      const lineEnd = bytes.indexOf(newline, at);
      const stop = lineEnd < 0 ? bytes.length : lineEnd;
      const from = recordStart(bytes, at, stop);
      const line = bytes.subarray(from, recordEnd(bytes, from, stop));
      at = stop + 1;
      const number = this.#row++;
      tally.rows++;
      if (!isValidUtf8 && !isUtf8(line)) {
        broken.push({ row: number, bytes: line, findings: [notUtf8(line)] });
        continue;
      }
      const text = line.toString("utf8");
      if (text.trim() === "") {
        tally.blank++;
        continue;
      }
      places.set(number, line);
      const parsed = parse(text);
      if ("finding" in parsed) broken.push({ row: number, bytes: line, findings: [parsed.finding] });
      else rows.push({ value: parsed.value, number, sha256: hash("sha256", line, "hex") });
    }
    const conversion = this.#convert(rows, ended);
    tallyConversion(tally, conversion);
    const bytesOf = (row: number) => places.get(row) ?? this.#earlier(row);
    for (const { rows: from, finding } of conversion.rejected)
      for (const row of from) broken.push({ row, bytes: bytesOf(row), findings: [finding] });
    tally.rejected += broken.length;
    const lines = conversion.records.map(({ record }) => Buffer.from(`${JSON.stringify(record)}\n`, "utf8"));
    return { bytes: Buffer.concat(lines), rowOf: conversion.records.map(({ rows: [first = 0] }) => first), broken, tally, bytesOf };
  }
}

function parse(text: string): { value: unknown } | { finding: Finding } {
  try {
    return { value: parseForeign(text) };
  } catch (thrown) {
    return { finding: notJson(text, thrown) };
  }
}
