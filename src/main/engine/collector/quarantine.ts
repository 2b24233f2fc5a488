import { isUtf8 } from "node:buffer";
import { type Finding, maxLineBytes, quarantinedHeadBytes, type RecordKind } from "../../../contract/index.ts";
import type { QuarantineEntry } from "../../../contract/live.ts";
import type { Journal } from "../files/journal.ts";
import { toLine } from "../lines/line-bytes.ts";

/** A refused line with where it came from and why. */
export interface Refused {
  /** The bytes as they came in; of a line over the limit only the head. */
  bytes: Uint8Array;
  /** How long the line was, when `bytes` is only its head. */
  sizeBytes?: number;
  source: string;
  lineNumber: number | null;
  kind: RecordKind | null;
  findings: Finding[];
}

/**
 * One line of quarantine.jsonl. The refused line is in `raw` as text when it is UTF-8 and in `raw_base64` otherwise, so
 * its bytes can always be had again; of a line over 16 MiB both hold the first 4 KiB and `size_bytes` says how long it was.
 */
interface QuarantineRecord {
  at_ms: number;
  source: string;
  line_number: number | null;
  kind: RecordKind | null;
  findings: Finding[];
  size_bytes: number;
  raw?: string;
  raw_base64?: string;
}

const newestKept = 50;
const shownCharacters = 2000;

/** Where refused lines go, byte for byte. */
export class Quarantine {
  readonly journal: Journal;
  readonly newest: QuarantineEntry[] = [];
  #total = 0;

  constructor(journal: Journal, totalInFile = 0) {
    this.journal = journal;
    this.#total = totalInFile;
  }

  /** Lines in quarantine.jsonl. */
  get total(): number {
    return this.#total;
  }

  /** Resolves when all of them are fsynced. */
  async add(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const entries = refused.map(recordOf);
    const lines = entries.map((entry) => toLine(JSON.stringify(entry)));
    const offset = await this.journal.append(lines).durable;
    this.#total += refused.length;
    let at = offset;
    entries.forEach((entry, i) => {
      if (i >= entries.length - newestKept) this.newest.unshift(entryOf(entry, at));
      at += lines[i]?.length ?? 0;
    });
    this.newest.length = Math.min(this.newest.length, newestKept);
  }
}

function recordOf({ bytes, sizeBytes, source, lineNumber, kind, findings }: Refused): QuarantineRecord {
  const kept = bytes.length > maxLineBytes ? bytes.subarray(0, quarantinedHeadBytes) : bytes;
  const raw = isUtf8(kept) ? { raw: Buffer.from(kept).toString("utf8") } : { raw_base64: Buffer.from(kept).toString("base64") };
  return { at_ms: Date.now(), source, line_number: lineNumber, kind, findings, size_bytes: sizeBytes ?? bytes.length, ...raw };
}

/** A line of quarantine.jsonl as the screen shows it; null when it is not one (edited by hand). */
export function parseQuarantineLine(line: string, offset: number): QuarantineEntry | null {
  try {
    const record = JSON.parse(line) as QuarantineRecord;
    return Array.isArray(record.findings) && typeof record.at_ms === "number" ? entryOf(record, offset) : null;
  } catch {
    return null;
  }
}

function entryOf(record: QuarantineRecord, offset: number): QuarantineEntry {
  const text = record.raw ?? Buffer.from(record.raw_base64 ?? "", "base64").toString("utf8");
  return {
    offset,
    atMs: record.at_ms,
    source: record.source,
    lineNumber: record.line_number,
    kind: record.kind,
    findings: record.findings,
    text: text.slice(0, shownCharacters),
    sizeBytes: record.size_bytes,
  };
}
