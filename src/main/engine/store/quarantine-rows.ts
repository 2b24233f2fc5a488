import { shorten } from "../base/json-value.ts";
import { bytesOf, canRetry, parseQuarantineLine, type QuarantineMark } from "../collector/quarantine-line.ts";
import { newline } from "../lines/line-bytes.ts";
import { createRowEncoder } from "../records/csv-row.ts";
import { quarantineColumns } from "../records/index-columns.ts";
import { defineJob, type JobHandler } from "../workers/job.ts";
import { toReason } from "./quarantine-reason.ts";

interface RowsRequest {
  /** Whole lines of quarantine.jsonl. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where they start in the file. */
  offset: number;
}

export interface QuarantineRows {
  /** CSV rows of the index's table. */
  rows: Uint8Array<ArrayBuffer>;
  lines: number;
  marks: { offset: number; mark: QuarantineMark }[];
}

/** Turns lines of quarantine.jsonl into rows of the index. */
export const quarantineRowsJob = defineJob<RowsRequest, QuarantineRows>("quarantine-rows", 16 * 1024);

const encode = createRowEncoder(quarantineColumns);
const maxSourceCharacters = 4096;

export const handleQuarantineRows: JobHandler<RowsRequest, QuarantineRows> = ({ bytes, offset }) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const marks: QuarantineRows["marks"] = [];
  let lines = 0;
  let csv = "";
  for (let at = 0; at < buffer.length; ) {
    const end = buffer.indexOf(newline, at);
    const stop = end < 0 ? buffer.length : end;
    const read = parseQuarantineLine(buffer.toString("utf8", at, stop));
    if (stop > at) lines++;
    if (read && "mark" in read) marks.push({ offset: offset + at, mark: read.mark });
    else if (read) {
      const { entry } = read;
      const kept = bytesOf(entry);
      csv += encode({
        off: offset + at,
        len: stop - at,
        at_ms: Math.round(entry.at_ms),
        source: shorten(entry.source, maxSourceCharacters),
        ...toReason(entry.findings),
        findings: null,
        dialect: entry.conversion?.dialect ?? null,
        can_retry: canRetry(entry, kept),
        state: "open",
        mark: null,
        purge: null,
      });
    }
    at = stop + 1;
  }
  const rows = new Uint8Array(Buffer.from(csv, "utf8"));
  return { result: { rows, lines, marks }, buffers: [rows.buffer] };
};
