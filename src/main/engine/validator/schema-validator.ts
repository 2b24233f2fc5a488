import { type Finding, maxLineBytes, type RecordKind } from "../../../contract/index.ts";
import { describeValue } from "../base/json-value.ts";
import { compiledSchemas } from "./compile.ts";
import { detectKind } from "./detect-kind.ts";
import { lineFinding, toFinding } from "./findings.ts";
import { maxNesting, nestingWithin, textNestingWithin } from "./nesting.ts";

/** A record as JSON.parse gives it, before anything is known of it. */
export type ParsedRecord = Record<string, unknown>;

/** The result for one line. `parsed` is set whenever the line is a JSON object. */
export type Validation =
  | { valid: true; kind: RecordKind; parsed: ParsedRecord }
  | { valid: false; kind: RecordKind | null; parsed: ParsedRecord | null; findings: Finding[] };

const maxFindings = 10;
/** Longer lines get one finding only: explaining a huge line costs more than it is worth. */
const explainBytes = 256 * 1024;
/** Longer texts are checked for nesting before they are parsed; shorter ones cannot do harm. */
const longBytes = 64 * 1024;

/**
 * Validates lines against schemas/v1, and by the rules that draft-07 cannot express. Bad data is a finding, never a crash.
 */
export class SchemaValidator {
  /**
   * @param text one line without its newline, already decoded from valid UTF-8.
   * @param kind the kind required; "auto" detects it by shape.
   */
  validateLine(text: string, kind: RecordKind | "auto"): Validation {
    if (text.length > longBytes && !textNestingWithin(text)) return tooDeep(kind === "auto" ? null : kind);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (thrown) {
      return { valid: false, kind: kind === "auto" ? null : kind, parsed: null, findings: [notJson(text, thrown)] };
    }
    return this.validateParsed(parsed, kind, text.length);
  }

  /**
   * Validates a record that was made here, as `validateLine` would its text: a valid one is not parsed again. Whatever the schema does not pass at
   * once is judged by the text.
   * @param text what `JSON.stringify` made of the record.
   */
  validateDraft(record: ParsedRecord, text: string): Validation {
    const validation = text.length <= longBytes ? this.validateParsed(record, "auto", text.length) : null;
    return validation?.valid ? validation : this.validateLine(text, "auto");
  }

  /** Validates a parsed value. @param sizeHint about how many bytes it was. */
  validateParsed(parsed: unknown, kind: RecordKind | "auto", sizeHint = 0): Validation {
    if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
      const fix = Array.isArray(parsed) ? "Write each element on a line of its own." : undefined;
      return {
        valid: false,
        kind: kind === "auto" ? null : kind,
        parsed: null,
        findings: [lineFinding("object", `A record must be a JSON object, found ${describeValue(parsed)}.`, fix)],
      };
    }
    const record = parsed as ParsedRecord;
    const is = kind === "auto" ? detectKind(record) : kind;
    if (is === null) {
      const keys = Object.keys(record)
        .slice(0, 8)
        .map((one) => describeValue(one))
        .join(", ");
      return {
        valid: false,
        kind: null,
        parsed: record,
        findings: [
          lineFinding(
            "kind",
            `No kind of record has this shape; its keys are ${keys === "" ? "none" : keys}.`,
            isQuarantineEntry(record)
              ? "This is a line of a quarantine.jsonl, which wraps the refused line in raw: take it out, correct it, and import that."
              : "An execution has trace_id and metrics, a comparison has candidates, a sample has sample_id and tier.",
          ),
        ],
      };
    }
    // Each level costs two bytes: a short line cannot be deep.
    if ((sizeHint === 0 || sizeHint > maxNesting * 2) && !nestingWithin(record)) return tooDeep(is);
    // Compiled on first use: a thread that sees only plain lines needs none.
    const schemas = compiledSchemas();
    const check = schemas.check(is);
    if (!check(record)) {
      const explain = sizeHint <= explainBytes ? schemas.explain(is) : check;
      explain(record);
      return { valid: false, kind: is, parsed: record, findings: (explain.errors ?? []).slice(0, maxFindings).map(toFinding) };
    }
    const finding = is === "comparison_result" ? winnerFinding(record) : null;
    if (finding) return { valid: false, kind: is, parsed: record, findings: [finding] };
    return { valid: true, kind: is, parsed: record };
  }
}

const isQuarantineEntry = (record: ParsedRecord) => Array.isArray(record.findings) && ("raw" in record || "raw_base64" in record);

const tooDeep = (kind: RecordKind | null): Validation => ({
  valid: false,
  kind,
  parsed: null,
  findings: [lineFinding("nesting", `The record is nested deeper than ${maxNesting} levels.`)],
});

interface Winnable {
  candidates: readonly { engine_id: string }[];
  winner?: { engine_id: string };
}

/** A winner must be one of the candidates, which draft-07 cannot express. */
function winnerFinding(record: ParsedRecord): Finding | null {
  const { candidates, winner } = record as unknown as Winnable;
  if (winner === undefined || candidates.some((candidate) => candidate.engine_id === winner.engine_id)) return null;
  const names = candidates
    .slice(0, 8)
    .map((candidate) => describeValue(candidate.engine_id))
    .join(", ");
  return {
    pointer: "/winner/engine_id",
    rule: "winner",
    message: `/winner/engine_id is ${describeValue(winner.engine_id)}, which is no candidate; the candidates are ${names}.`,
    fix: "Name one of the candidates, or leave the winner out.",
  };
}

/** V8's position in the text, which is always line 1; the report has the file's line number. */
const onlyLine = / \(line 1 column \d+\)/;

/** The finding of a text that `JSON.parse` refused. */
export function notJson(text: string, thrown: unknown): Finding {
  const zeros = text.match(/\0+/g);
  if (zeros) {
    const count = zeros.reduce((sum, run) => sum + run.length, 0);
    return lineFinding(
      "nul",
      `The line holds ${count} NUL ${count === 1 ? "byte" : "bytes"}, as a file system leaves ${count === 1 ? "it" : "them"} after a crash.`,
      "tr -d '\\000' < FILE > NEW takes them out; importing NEW brings what is whole and not there yet.",
    );
  }
  const detail = thrown instanceof Error ? thrown.message.replace(/\s+/g, " ").replace(onlyLine, "").slice(0, 200) : String(thrown);
  return lineFinding("json", `Not valid JSON: ${detail}.`, fixMalformed(text));
}

/** How to fix a line that is not JSON; undefined when unknown. */
function fixMalformed(text: string): string | undefined {
  const start = text.trimStart();
  if (start.startsWith("\u001e")) return "It begins with a record separator (RFC 7464): tr -d '\\036' < FILE > NEW takes them out.";
  if (/\}\s*,\s*$/.test(text) && isJson(text.replace(/,\s*$/, ""))) return "Take away the comma at its end.";
  if (/\}\s*\{/.test(text) && start.startsWith("{")) return "When there are several records on it, write each on a line of its own.";
  if (start === "[" || start === "]" || start === "{" || start === "}" || /[,[{]\s*$/.test(text))
    return "This looks like JSON over several lines; one record must be one line: jq -c . FILE > NEW writes it so.";
  if (/\bNaN\b|\bInfinity\b/.test(text)) return "NaN and Infinity are not JSON: leave the property out.";
  if (start.startsWith("{'")) return "JSON wants double quotes.";
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const tooLong = (sizeBytes: number): Finding =>
  lineFinding(
    "too_long",
    `The line is ${sizeBytes} bytes long; the longest that is read is ${maxLineBytes} bytes (16 MiB).`,
    "Only its first 4 KiB are kept in quarantine.",
  );

/** A line that is not UTF-8, with the encoding that its bytes suggest. */
export function notUtf8(line: Uint8Array): Finding {
  const kept = "The bytes are kept in quarantine as they are.";
  const decoded = Buffer.from(line).toString("utf8");
  // Some multi-byte characters are valid: converting the whole line would corrupt those.
  if (/[^\0-\x7f\ufffd]/.test(decoded)) {
    return lineFinding("utf8", "The line is not valid UTF-8: some of its characters are, and others are cut or in another encoding.", kept);
  }
  const high = line.filter((byte) => byte >= 0x80);
  const control = high.filter((byte) => byte < 0xa0);
  if (control.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)))
    return lineFinding("utf8", "The line is not valid UTF-8.", kept);
  // Windows-1252 has all printable characters of Latin-1 at the same positions.
  return lineFinding(
    "utf8",
    `The line is not valid UTF-8; its bytes could be ${control.length > 0 ? "Windows-1252" : "Latin-1 or Windows-1252"}.`,
    `If the whole file is: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW, and import NEW. ${kept}`,
  );
}

export const holdsNewline = (): Finding =>
  lineFinding("newline", "The record holds a line break between its values.", "Write it on one line.");
