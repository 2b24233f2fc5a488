import { AssayError, type ErrorValue, exitCodeOf, type Signal } from "../../../../contract/index.ts";
import { newline } from "../../lines/line-bytes.ts";
import { BufferPool } from "../../workers/buffer-pool.ts";
import type { Chunk } from "../chunk.ts";
import { type ImportReport, ReportBuilder } from "../import-report.ts";
import { ImportWriter } from "../import-writer.ts";
import { streamChunks } from "../stream-chunks.ts";
import { type PreviewedSpans, SpanIntake, type SpanParts } from "./take-spans.ts";

export interface SpanImportOptions {
  /** Where the spans come from, in records, reports and quarantine. */
  name: string;
  signal: Signal;
  /** Shows so many records and writes nothing. */
  previewRecords?: number;
  /** Called after each line. */
  onProgress?: (report: ImportReport) => void;
}

export interface SpanImportReport {
  report: ImportReport;
  /** What ended the source before its end, as its last line says; null when nothing did. */
  failure: ErrorValue | null;
  preview: PreviewedSpans | null;
}

/** How a source says why it ended: `{"sourceFailed":{"code":"io","message":"…"}}`, as its last line. */
export const sourceFailedKey = "sourceFailed";

const title = { name: "otlp", version: "1", title: "OpenTelemetry spans" } as const;
const maxRequestBytes = 64 * 1024 * 1024;

/**
 * Imports spans from requests of OTLP in JSON, one a line, as the collector's file exporter writes them: calls of models become executions, as at the network
 * door. One request at a time is in memory; each is fsynced before the next is read. A span that is here already is a duplicate. A line that is no
 * request goes to quarantine. When `signal` is aborted, whole lines that had arrived are still taken.
 * @throws AssayError disk_full, io, disabled, unavailable. What was accepted before stays.
 */
export async function importSpans(
  parts: SpanParts,
  input: AsyncIterable<Uint8Array>,
  { name, signal, previewRecords, onProgress }: SpanImportOptions,
): Promise<SpanImportReport> {
  const intake = new SpanIntake({ file: name, source: name });
  const report = new ReportBuilder(name, 0);
  report.converts(title, null);
  const rejects = openRejects(parts, name, report);
  let preview: PreviewedSpans | null = null;
  let failure: ErrorValue | null = null;
  let readBytes = 0;
  const take = async (line: Uint8Array<ArrayBuffer>) => {
    const body = { bytes: line, coding: "identity", encoding: "json", maxBytes: maxRequestBytes } as const;
    if (previewRecords !== undefined) {
      const seen = await intake.previewSpans(parts, body, previewRecords);
      preview = preview === null ? seen : addPreviews(preview, seen, previewRecords);
      return;
    }
    const taken = await intake.takeSpans(parts, body);
    report.lines += taken.accepted + taken.duplicates + taken.rejected;
    report.accept("engine_execution", taken.accepted);
    report.duplicates += taken.duplicates;
    report.refuseAll(taken.reasons, taken.rejected);
    const { items: rows, dropped: skipped, rejected } = taken;
    report.addConversion(title.name, { rows, blank: 0, records: taken.accepted + taken.duplicates, rejected, skipped, asked: {} });
    onProgress?.(report.read());
  };
  try {
    for await (const chunk of streamChunks(input, signal)) {
      readBytes = chunk.readBytes;
      if (chunk.type === "too_long") {
        await rejects.refuseTooLong(chunk);
        continue;
      }
      for (const line of splitLines(chunk.bytes)) {
        failure ??= readFailure(line);
        if (failure !== null) break;
        await take(line).catch(async (thrown: unknown) => {
          if (!(thrown instanceof AssayError) || (thrown.code !== "damaged" && thrown.code !== "over_limit")) throw thrown;
          if (previewRecords !== undefined) return;
          const finding = { pointer: "", rule: "otlp", message: thrown.message };
          await rejects.rejectRows([{ bytes: Buffer.from(line), line: report.lines + 1, finding }]);
        });
      }
    }
    await rejects.finish();
    report.complete = !signal.aborted && failure === null;
  } catch (thrown) {
    report.cutShort();
    onProgress?.(report.read());
    throw thrown;
  }
  return { report: { ...report.read(), sizeBytes: readBytes, readBytes }, failure, preview };
}

/** Keeps lines that are no requests. */
const openRejects = (parts: SpanParts, name: string, report: ReportBuilder) =>
  new ImportWriter({
    parts,
    known: new Map(),
    name,
    report,
    options: { kind: "auto", keepDuplicates: false },
    buffers: { lines: new BufferPool(), rows: new BufferPool() },
    own: null,
  });

/** Each line as bytes of its own, since they go to another thread. Blank ones are passed over. */
function* splitLines(bytes: (Chunk & { type: "lines" })["bytes"]): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(newline, at);
    const line = bytes.slice(at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    if (line.some((byte) => byte > 0x20)) yield line;
  }
}

function readFailure(line: Uint8Array): ErrorValue | null {
  const start = `{"${sourceFailedKey}":`;
  if (Buffer.from(line.subarray(0, start.length)).toString("latin1") !== start) return null;
  try {
    const { code, message, fix, where } = JSON.parse(Buffer.from(line).toString("utf8"))[sourceFailedKey];
    return new AssayError(Object.hasOwn(exitCodeOf, code) ? code : "io", String(message), {
      ...(typeof fix === "string" && { fix }),
      ...(typeof where === "string" && { where }),
    }).toValue();
  } catch {
    return null;
  }
}

const addPreviews = (one: PreviewedSpans, other: PreviewedSpans, maxRecords: number): PreviewedSpans => ({
  items: one.items + other.items,
  records: one.records + other.records,
  rejected: one.rejected + other.rejected,
  dropped: one.dropped + other.dropped,
  examples: [...one.examples, ...other.examples].slice(0, maxRecords),
  findings: [...one.findings, ...other.findings].slice(0, maxRecords),
});
