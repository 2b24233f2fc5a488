import { isUtf8 } from "node:buffer";
import { type Finding, maxLineBytes, type RecordKind } from "../../../contract/index.ts";
import { notUtf8, type ParsedRecord, type SchemaValidator, tooLong } from "../validator/schema-validator.ts";
import { hashLine, type LineHash } from "./line-hash.ts";
import { type StagedRow, stageRow } from "./staged-row.ts";

/** All that is to be known of one line before it is written. */
export type Inspected =
  | { accepted: true; kind: RecordKind; hash: LineHash; staged: StagedRow; record: ParsedRecord; valid: boolean; findings: Finding[] }
  | { accepted: false; kind: RecordKind | null; findings: Finding[] };

/**
 * Decides about one line.
 * @param line its bytes without the newline.
 * @param strict false: an invalid but well-formed record of a known kind is accepted, with its findings and `valid` false.
 * @param isValidUtf8 when the caller knows already.
 */
export function inspectLine(
  validator: SchemaValidator,
  line: Buffer,
  kind: RecordKind | "auto",
  strict: boolean,
  isValidUtf8 = isUtf8(line),
): Inspected {
  if (line.length > maxLineBytes) return { accepted: false, kind: null, findings: [tooLong(line.length)] };
  if (!isValidUtf8) return { accepted: false, kind: null, findings: [notUtf8()] };
  const text = line.toString("utf8");
  const verdict = validator.validateLine(text, kind);
  if (!verdict.valid && (strict || verdict.kind === null || verdict.parsed === null)) {
    return { accepted: false, kind: verdict.kind, findings: verdict.findings };
  }
  const is = verdict.kind as RecordKind;
  const record = verdict.parsed as ParsedRecord;
  const hash = hashLine(line);
  return {
    accepted: true,
    kind: is,
    hash,
    staged: stageRow(is, record, hash, line.length, verdict.valid, text),
    record,
    valid: verdict.valid,
    findings: verdict.valid ? [] : verdict.findings,
  };
}
