import { isUtf8 } from "node:buffer";
import { type Finding, maxLineBytes, type RecordKind } from "../../../contract/index.ts";
import { notUtf8, type ParsedRecord, type SchemaValidator, tooLong } from "../validator/schema-validator.ts";
import { hashLine, type LineHash } from "./line-hash.ts";
import { encodeRecord, type RecordRows } from "./record-rows.ts";

/** How a line is validated. */
export interface LineRules {
  kind: RecordKind | "auto";
  strict: boolean;
  routesKinds?: boolean;
}

const otherKind = (is: RecordKind, wanted: RecordKind): Finding => ({
  pointer: "",
  rule: "kind",
  message: `This is a valid ${is}, and ${wanted} was asked for.`,
  fix: `Collect it as ${is}, or import it: an import tells kinds by their shape.`,
});

/** What is known about a line before it is written. */
export type Inspected =
  | { accepted: true; kind: RecordKind; hash: LineHash; rows: RecordRows; record: ParsedRecord; valid: boolean; findings: Finding[] }
  | { accepted: false; kind: RecordKind | null; findings: Finding[] };

/**
 * Accepts or refuses one line.
 * @param line its bytes without the line end.
 * @param rules kind: the kind required; "auto" detects it by shape. strict: if false, an invalid but well-formed record of a known kind is
 * accepted with its findings and `valid` false, unless it is a valid record of another kind. routesKinds: accept that one as what it is.
 * @param isValidUtf8 if the caller knows already.
 */
export function inspectLine(
  validator: SchemaValidator,
  line: Buffer,
  { kind, strict, routesKinds = false }: LineRules,
  isValidUtf8 = isUtf8(line),
): Inspected {
  if (line.length > maxLineBytes) return { accepted: false, kind: null, findings: [tooLong(line.length)] };
  if (!isValidUtf8) return { accepted: false, kind: null, findings: [notUtf8(line)] };
  const text = line.toString("utf8");
  let validation = validator.validateLine(text, kind);
  if (!validation.valid && kind !== "auto" && validation.parsed !== null && (routesKinds || !strict)) {
    const other = validator.validateParsed(validation.parsed, "auto", text.length);
    if (other.valid && !routesKinds) return { accepted: false, kind, findings: [otherKind(other.kind, kind)] };
    // The findings of the kind it resembles are the most helpful.
    if (other.valid || strict) validation = other;
  }
  if (!validation.valid && (strict || validation.kind === null || validation.parsed === null)) {
    return { accepted: false, kind: validation.kind, findings: validation.findings };
  }
  const is = validation.kind as RecordKind;
  const record = validation.parsed as ParsedRecord;
  const hash = hashLine(line);
  return {
    accepted: true,
    kind: is,
    hash,
    rows: encodeRecord(is, record, hash, line.length, validation.valid, text),
    record,
    valid: validation.valid,
    findings: validation.valid ? [] : validation.findings,
  };
}

/**
 * Accepts or refuses a record that was made here, as `inspectLine` would its line: a valid one is not parsed again.
 * @param line `text` as UTF-8; `text` is what `JSON.stringify` made of the record.
 */
export function inspectDraft(
  validator: SchemaValidator,
  { record, text, line }: { record: ParsedRecord; text: string; line: Buffer },
  strict: boolean,
): Inspected {
  const validation = line.length <= maxLineBytes ? validator.validateDraft(record, text) : null;
  if (!validation?.valid) return inspectLine(validator, line, { kind: "auto", strict }, true);
  const { kind } = validation;
  const hash = hashLine(line);
  return { accepted: true, kind, hash, rows: encodeRecord(kind, record, hash, line.length, true, text), record, valid: true, findings: [] };
}
