import { isUtf8 } from "node:buffer";
import {
  type ChannelName,
  type ConversionPlan,
  type Finding,
  maxEditableBytes,
  maxLineBytes,
  type QuarantineEntry,
  type QuarantineGroupKey,
  quarantinedHeadBytes,
  type RecordKind,
} from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { newline } from "../lines/line-bytes.ts";

/**
 * The lines of quarantine.jsonl: entries, each with a rejected line, and marks, which say what became of earlier entries. Nothing is rewritten
 * while a workspace is open, so an entry is named by its offset.
 */

/** How a row of another tool's file was converted, so that it can be again. */
export interface RowConversion extends ConversionPlan {
  fileTimeSeconds: number;
}

/** A rejected line, where it came from and why it was rejected. */
export interface RejectedLine {
  /** The bytes as received; of a line over the size limit only the head. */
  bytes: Uint8Array;
  /** Length of the line when `bytes` is only its head. */
  sizeBytes?: number;
  source: string;
  lineNumber: number | null;
  kind: RecordKind | null;
  findings: Finding[];
  /** Of a row that was to be converted. */
  conversion?: RowConversion;
}

/**
 * The rejected line is in `raw` as text when it is UTF-8, otherwise in `raw_base64`, so that its bytes can always be recovered. Of a line over
 * 16 MiB they hold the first 4 KiB, and `size_bytes` its full length.
 */
export interface QuarantineRecord {
  at_ms: number;
  source: string;
  line_number: number | null;
  kind: RecordKind | null;
  conversion?: { dialect: string; answers: ConversionPlan["answers"]; mapping?: ConversionPlan["mapping"]; file_time_s: number };
  findings: Finding[];
  size_bytes: number;
  raw?: string;
  raw_base64?: string;
}

/** Entries before `before`: some of them, those of a group, or all. */
export type MarkedLines = { lines: number[] } | { group: QuarantineGroupKey; before: number } | { before: number };

/** A record that a line is about to become, so that a crash in between leaves no doubt: its channel, and its hash as `keyOfHash` writes it. */
export type PromisedRecord = readonly [channel: ChannelName, key: string];

/** Why an entry, named by its offset, was rejected when it was last tried. */
export interface RejectedAgain {
  line: number;
  findings: Finding[];
}

export type QuarantineMark =
  | ({ mark: "dismissed" | "purged"; at_ms: number } & MarkedLines)
  /** Their records are about to be written. Followed by `record` once they are. */
  | { mark: "retrying"; at_ms: number; records: { line: number; keys: PromisedRecord[] }[] }
  | { mark: "record"; at_ms: number; lines: number[] }
  /** They were tried again and stay, for these reasons: in place of what their entries say. */
  | { mark: "rejected"; at_ms: number; lines: RejectedAgain[] }
  /** Takes marks before `before` back: the one at `of`, or all that say `what`. */
  | { mark: "restored"; at_ms: number; what: "dismissed" | "purged"; of: number | null; before: number };

export function toRecord({ bytes, sizeBytes, source, lineNumber, kind, findings, conversion }: RejectedLine): QuarantineRecord {
  const kept = bytes.length > maxLineBytes ? bytes.subarray(0, quarantinedHeadBytes) : bytes;
  const raw = isUtf8(kept) ? { raw: Buffer.from(kept).toString("utf8") } : { raw_base64: Buffer.from(kept).toString("base64") };
  return {
    at_ms: Date.now(),
    source,
    line_number: lineNumber,
    kind,
    ...(conversion && { conversion: toWire(conversion) }),
    findings,
    size_bytes: sizeBytes ?? bytes.length,
    ...raw,
  };
}

const toWire = ({ dialect, answers, mapping, fileTimeSeconds }: RowConversion): QuarantineRecord["conversion"] => ({
  dialect,
  answers,
  ...(mapping && { mapping }),
  file_time_s: fileTimeSeconds,
});

/** A line of quarantine.jsonl; null when it is neither (edited by hand). */
export function parseQuarantineLine(line: string): { entry: QuarantineRecord } | { mark: QuarantineMark } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || typeof value.at_ms !== "number") return null;
    if (typeof value.mark === "string") return isMark(value) ? { mark: value as unknown as QuarantineMark } : null;
    return Array.isArray(value.findings) && typeof value.source === "string" ? { entry: value as unknown as QuarantineRecord } : null;
  } catch {
    return null;
  }
}

const isOffset = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isOffsets = (value: unknown) => Array.isArray(value) && value.every(isOffset);
const isOptionalText = (value: unknown) => value === undefined || typeof value === "string";
const isFinding = (value: unknown) =>
  isObject(value) &&
  [value.pointer, value.rule, value.message].every((text) => typeof text === "string") &&
  isOptionalText(value.fix) &&
  Object.keys(value).every((key) => key in emptyFinding);
const emptyFinding: Required<Finding> = { pointer: "", rule: "", message: "", fix: "" };
const isRejectedAgain = (value: unknown) =>
  isObject(value) && isOffset(value.line) && Array.isArray(value.findings) && value.findings.length > 0 && value.findings.every(isFinding);
const isGroup = (value: unknown) => isObject(value) && typeof value.source === "string" && typeof value.reason === "string";

/** A workspace may come from a stranger: a mark that is not whole is none. */
function isMark(value: Record<string, unknown>): boolean {
  const { mark, lines, group, before, records, what, of } = value;
  if (mark === "record") return isOffsets(lines);
  if (mark === "rejected") return Array.isArray(lines) && lines.every(isRejectedAgain);
  if (mark === "restored") return isOffset(before) && (what === "dismissed" || what === "purged") && (of === null || isOffset(of));
  if (mark === "retrying")
    return (
      Array.isArray(records) &&
      records.every((one) => isObject(one) && isOffset(one.line) && Array.isArray(one.keys) && one.keys.every((key) => Array.isArray(key)))
    );
  return (mark === "dismissed" || mark === "purged") && (isOffsets(lines) || (isOffset(before) && (group === undefined || isGroup(group))));
}

/** The bytes of the rejected line, as far as they were kept. */
export const bytesOf = ({ raw, raw_base64 }: QuarantineRecord): Buffer =>
  typeof raw === "string" ? Buffer.from(raw, "utf8") : Buffer.from(typeof raw_base64 === "string" ? raw_base64 : "", "base64");

/** What a group is named by: rule and pointer of the first finding. */
export function reasonOf(findings: readonly Finding[]): string {
  const first = findings[0];
  if (!first) return "rejected";
  return first.pointer ? `${first.rule} ${first.pointer}` : String(first.rule);
}

/** Whether the line was kept whole and is one line: only then trying it again can succeed. */
export function canRetry(record: QuarantineRecord, bytes = bytesOf(record)): boolean {
  return bytes.length === record.size_bytes && bytes.length > 0 && !bytes.includes(newline);
}

const maxShownCharacters = 2000;

export function toEntry(record: QuarantineRecord, offset: number): QuarantineEntry {
  const bytes = bytesOf(record);
  const isWhole = bytes.length === record.size_bytes;
  return {
    offset,
    atMs: record.at_ms,
    source: record.source,
    lineNumber: typeof record.line_number === "number" ? record.line_number : null,
    kind: record.kind ?? null,
    findings: record.findings,
    text: bytes.toString("utf8").slice(0, maxShownCharacters),
    sizeBytes: record.size_bytes,
    canRetry: canRetry(record, bytes),
    canEdit: isWhole && typeof record.raw === "string" && bytes.length <= maxEditableBytes,
    dialect: record.conversion?.dialect ?? null,
  };
}
