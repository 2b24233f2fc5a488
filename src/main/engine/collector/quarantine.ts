import { isUtf8 } from "node:buffer";
import { type Finding, maxLineBytes, quarantinedHeadBytes, type RecordKind } from "../../../contract/index.ts";
import type { QuarantineEntry } from "../../../contract/live.ts";
import type { Journal } from "../files/journal.ts";
import { toLine } from "../lines/line-bytes.ts";

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
}

/**
 * One line of quarantine.jsonl. The rejected line is in `raw` as text when it is UTF-8, otherwise in `raw_base64`, so that its
 * bytes can always be recovered. Of a line over 16 MiB they hold the first 4 KiB, and `size_bytes` its full length.
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

const maxNewest = 50;
const maxShownCharacters = 2000;

/** Keeps rejected lines, byte for byte, in quarantine.jsonl. */
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

  /** Resolves when all of them are fsynced. @throws AssayError disk_full, io …; none is counted then. */
  async add(rejected: readonly RejectedLine[]): Promise<void> {
    if (rejected.length === 0) return;
    const entries = rejected.map(toRecord);
    const lines = entries.map((entry) => toLine(JSON.stringify(entry)));
    const offset = await this.journal.append(lines).durable;
    this.#total += rejected.length;
    let at = offset;
    entries.forEach((entry, i) => {
      if (i >= entries.length - maxNewest) this.newest.unshift(toEntry(entry, at));
      at += lines[i]?.length ?? 0;
    });
    this.newest.length = Math.min(this.newest.length, maxNewest);
  }
}

function toRecord({ bytes, sizeBytes, source, lineNumber, kind, findings }: RejectedLine): QuarantineRecord {
  const kept = bytes.length > maxLineBytes ? bytes.subarray(0, quarantinedHeadBytes) : bytes;
  const raw = isUtf8(kept) ? { raw: Buffer.from(kept).toString("utf8") } : { raw_base64: Buffer.from(kept).toString("base64") };
  return { at_ms: Date.now(), source, line_number: lineNumber, kind, findings, size_bytes: sizeBytes ?? bytes.length, ...raw };
}

/** A line of quarantine.jsonl for the screen; null when it is not one (edited by hand). */
export function parseQuarantineLine(line: string, offset: number): QuarantineEntry | null {
  try {
    const record = JSON.parse(line) as QuarantineRecord;
    return Array.isArray(record.findings) && typeof record.at_ms === "number" ? toEntry(record, offset) : null;
  } catch {
    return null;
  }
}

function toEntry(record: QuarantineRecord, offset: number): QuarantineEntry {
  const text = record.raw ?? Buffer.from(record.raw_base64 ?? "", "base64").toString("utf8");
  return {
    offset,
    atMs: record.at_ms,
    source: record.source,
    lineNumber: record.line_number,
    kind: record.kind,
    findings: record.findings,
    text: text.slice(0, maxShownCharacters),
    sizeBytes: record.size_bytes,
  };
}
