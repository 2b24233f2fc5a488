import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { Finding } from "../../../../contract/index.ts";
import { createConverter } from "../../dialects/convert.ts";
import type { Row } from "../../dialects/dialect.ts";
import { resolveDialect } from "../../dialects/mapping.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { newline } from "../../lines/line-bytes.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import { inspectChunk } from "../../records/inspect-chunk.ts";
import { notJson, notUtf8, type SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { listBuffers } from "../inspect-job.ts";
import type { FilePlan } from "./plan.ts";

interface ConvertRowsRequest {
  /** Rows of one file, each with its newline. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Their 1-based numbers in the file. */
  numbers: readonly number[];
  plan: FilePlan;
  strict: boolean;
}

export interface ConvertedRows {
  chunk: ChunkResult;
  /** The rows that line i of `chunk` was made of. */
  rowsOf: (readonly number[])[];
  /** Why rows gave no record. */
  findings: { row: number; finding: Finding }[];
}

/** Converts chosen rows of a file again. Unlike an import, it tells what became of each. */
export const convertRowsJob = defineJob<ConvertRowsRequest, ConvertedRows>("convert-rows", 4 * 1024);

export function createConvertRowsHandler(validator: SchemaValidator): JobHandler<ConvertRowsRequest, ConvertedRows> {
  return ({ bytes, numbers, plan, strict }) => {
    const findings: ConvertedRows["findings"] = [];
    const rows = readRows(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), numbers, findings);
    const { file: name, answers, fileTimeSeconds, companions } = plan;
    const convert = createConverter(resolveDialect(plan), { name, answers, fileTimeSeconds, companions, explain: false });
    const { records, rejected, skipped, asks } = convert(rows, true);
    const add = (from: readonly number[], finding: Finding) => from.forEach((row) => void findings.push({ row, finding }));
    for (const { rows: from, finding } of rejected) add(from, finding);
    for (const { rows: from, why } of skipped)
      add(from, { pointer: "", rule: "skipped", message: `The recipe leaves this row out: ${why}.` });
    for (const { rows: from, asks: names } of asks)
      add(from, { pointer: "", rule: "unanswered", message: `The row does not say ${names.join(", ")}, and the recipe has no answer.` });
    const lines = records.map(({ record }) => Buffer.from(`${JSON.stringify(record)}\n`, "utf8"));
    const chunk = inspectChunk(validator, { bytes: new Uint8Array(Buffer.concat(lines)), kind: "auto", strict, converted: true });
    const rowsOf = records.map(({ rows: from }) => from);
    for (const { line, findings: why } of chunk.rejected)
      for (const finding of why.slice(0, 1)) add(rowsOf[chunk.lineNumbers[line] ?? 0] ?? [], finding);
    return { result: { chunk, rowsOf, findings }, buffers: listBuffers(chunk) };
  };
}

function readRows(bytes: Buffer, numbers: readonly number[], findings: ConvertedRows["findings"]): Row[] {
  const rows: Row[] = [];
  let at = 0;
  for (const number of numbers) {
    const end = bytes.indexOf(newline, at);
    const line = bytes.subarray(at, end);
    at = end + 1;
    if (!isUtf8(line)) {
      findings.push({ row: number, finding: notUtf8(line) });
      continue;
    }
    const text = line.toString("utf8");
    try {
      rows.push({ value: parseForeign(text), number, sha256: hash("sha256", line, "hex") });
    } catch (thrown) {
      findings.push({ row: number, finding: notJson(text, thrown) });
    }
  }
  return rows;
}
