import { AssayError, type ChannelName, channelOfKind, type ReplacementCounts } from "../../../contract/index.ts";
import { type ContainerParts, type CopyTable, type LinesFile, openContainer, type RejectedRow } from "../containers/open-container.ts";
import { Staging } from "../containers/staging.ts";
import { resolveDialect } from "../dialects/mapping.ts";
import type { KnownLines } from "../records/inspect-chunk.ts";
import { kindOfChannel } from "../records/kinds.ts";
import type { LineHash } from "../records/line-hash.ts";
import type { SourceKeys } from "../records/source-keys.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import { type OpenedFile, openLines } from "./chunk-reader.ts";
import { chooseReading, type FileReading } from "./conversion/choose-reading.ts";
import { importConverted } from "./conversion/import-converted.ts";
import { KnownRecords } from "./conversion/known-records.ts";
import type { SizedCompanion } from "./conversion/plan.ts";
import { Companions } from "./conversion/read-companions.ts";
import { readSample } from "./conversion/read-sample.ts";
import { importLines } from "./import-lines.ts";
import type { ImportBuffers, ImportOptions, ImportParts } from "./import-options.ts";
import { type ImportReport, ReportBuilder } from "./import-report.ts";
import { ImportWriter } from "./import-writer.ts";
import { type ComparableJournal, KnownChunks } from "./known-chunks.ts";
import { openRows } from "./open-rows.ts";
import { longestPieceBytes } from "./table-source.ts";

/** What an import needs beyond writing: to read any file, and to know what was converted before. */
export interface FileParts extends ImportParts {
  validator: SchemaValidator;
  stagingFolder: string;
  copyTable: CopyTable;
  /** The journals that a file's chunks may be compared with. @throws AssayError when the index lacks lines. */
  comparable(): Promise<readonly ComparableJournal[]>;
  /** Source keys of all converted records, by channel. */
  knownSources(): Promise<ReadonlyMap<ChannelName, SourceKeys>>;
  /** Replaces what earlier imports made, or counts it; see `replaceRecords`. */
  replace(known: KnownRecords, file: string, options: ImportOptions): Promise<ReplacementCounts>;
}

/**
 * Imports a file, whatever it is in and whoever wrote it: reads ahead, inspects or converts chunks in as many threads as there are cores, then,
 * in order, leaves out duplicates, appends, fsyncs and feeds the index. Memory is bounded by the chunks in flight, whatever the file's size; of
 * another tool's rows that belong together, it grows with their number.
 * Records of ours are appended byte for byte. Lines appended after the file was opened are not read. A workspace's own journal can be imported
 * into it: then records of other kinds in it go to their channels; all other lines count as duplicates.
 * @throws AssayError not_found, permission, unrecognised (no row is a record, nor of a known dialect), refused (not a regular file, a container
 * that is not read, a file that the workspace writes), damaged, io (the file shrank), disk_full. What was accepted before stays.
 */
export async function importFile(parts: FileParts, path: string, options: ImportOptions): Promise<ImportReport> {
  // Separate pools for lines and rows, so that the buffers of each are alike in size.
  const [lines, rows] = Array.from({ length: 2 }, () => new BufferPool({ isShared: true }));
  const reads = new BufferPool({ isShared: true, maxSharedBytes: longestPieceBytes });
  const buffers = { lines, rows, reads } as ImportBuffers;
  const file = await openLines(path, { buffers: buffers.lines });
  const name = options.name ?? path;
  const report = new ReportBuilder(name, file.sizeBytes);
  const onRead = (share: number) => {
    report.readBytes = Math.min(file.sizeBytes, Math.round(file.sizeBytes * share));
    options.onProgress?.(report.read());
  };
  try {
    const own = await parts.findOwnJournal(file.stats);
    if (own !== null && options.keepDuplicates) throw wouldDuplicate(name);
    if (own !== null) await importOne({ parts, name, report, options, buffers, onRead, own }, { type: "native" }, file);
    else await importContents({ parts, path, name, report, options, buffers, onRead, modifiedMs: file.stats.mtimeMs });
    report.complete = !options.signal?.aborted;
    return report.read();
  } catch (thrown) {
    report.cutShort();
    options.onProgress?.(report.read());
    if (thrown instanceof AssayError && thrown.code === "cancelled" && options.signal?.aborted) return report.read();
    throw thrown instanceof AssayError && thrown.code === "disk_full" ? withImportFix(thrown) : thrown;
  } finally {
    await file.close();
  }
}

/**
 * What an import would replace of what was imported earlier, by reading the whole file; nothing is written, and nothing taken for imported.
 * @returns null when the workspace holds no converted records, so that the file need not be read. @throws AssayError cancelled, and as `importFile`.
 */
export async function countEarlier(parts: FileParts, path: string, options: ImportOptions): Promise<ReplacementCounts | null> {
  if ([...(await parts.knownSources()).values()].every(({ isEmpty }) => isEmpty)) return null;
  const { replaced, complete } = await importFile(parts, path, { ...options, earlier: "count" });
  if (!complete) throw new AssayError("cancelled", "Counting was cancelled.");
  return replaced;
}

interface FileImport {
  parts: FileParts;
  name: string;
  report: ReportBuilder;
  options: ImportOptions;
  buffers: ImportBuffers;
  onRead(share: number): void;
  /** What of all its contents was imported before; undefined where nobody asks. */
  earlierRecords?: KnownRecords | undefined;
}

/** Imports what is in a file from elsewhere: itself, or what it holds. */
async function importContents(work: FileImport & { path: string; modifiedMs: number }): Promise<void> {
  const { parts, name, report, options } = work;
  if ((options.earlier ?? "keep") === "keep") return importEach(work);
  const earlierRecords = new KnownRecords(parts.stagingFolder);
  try {
    await importEach({ ...work, earlierRecords });
    await earlierRecords.finish();
    if (options.signal?.aborted || earlierRecords.isEmpty) return;
    // One step, however many files an archive holds.
    const replaced = await parts.replace(earlierRecords, name, options);
    if (earlierRecords.count > 0 || replaced.removed + replaced.kept > 0) report.replaced = replaced;
  } finally {
    await earlierRecords.remove();
  }
}

async function importEach(work: FileImport & { path: string; modifiedMs: number }): Promise<void> {
  const { parts, path, name, report, options, modifiedMs } = work;
  const { stagingFolder, pool, copyTable, validator } = parts;
  const open = (): ContainerParts => ({ staging: new Staging(stagingFolder), pool, copyTable, signal: options.signal });
  const companions = new Companions({ path, beside: options.beside ?? [], parts: open });
  const container = open();
  for await (const inner of openContainer(container, path, name)) {
    if (options.signal?.aborted) return;
    const sample = { ...(await readSample(inner, container)), name: inner.name };
    const reading = chooseReading(
      validator,
      { ...sample, rows: sample.values },
      { kind: options.kind, plan: options.plan ?? null, ...(options.answers ? { answers: options.answers } : {}) },
      inner.steps.length > 0 || options.onlyRecognised === true,
    );
    let joined: readonly SizedCompanion[] = [];
    if (reading.type === "convert") {
      const dialect = resolveDialect(reading.plan);
      report.converts(dialect, reading.detected?.confidence ?? null);
      joined = await companions.choose(dialect, inner.name, inner.name === name ? null : name);
    }
    const fileTimeSeconds = Math.floor(modifiedMs / 1000);
    await importOne({ ...work, own: null }, reading, { inner, container, fileTimeSeconds, companions: joined });
  }
}

interface Unpacked {
  inner: LinesFile;
  container: ContainerParts;
  fileTimeSeconds: number;
  companions: readonly SizedCompanion[];
}

async function importOne(
  { parts, name, report, options, buffers, onRead, own, earlierRecords }: FileImport & { own: ChannelName | null },
  reading: FileReading,
  from: Unpacked | OpenedFile,
): Promise<void> {
  const unpacked = "inner" in from ? from : undefined;
  const isConverted = reading.type === "convert";
  const known = new Map<ChannelName, (key: LineHash) => boolean>();
  const { earlier = "keep" } = options;
  const knownRecords = isConverted ? earlierRecords : undefined;
  let isLine: ((channel: ChannelName, hash: LineHash) => boolean) | undefined;
  if (isConverted) {
    const sources = await parts.knownSources();
    for (const [channel, keys] of sources) known.set(channel, earlier === "count" ? keys.beginLooking() : keys.beginFile());
    if (earlier === "keep" && [...sources.values()].some(({ isEmpty }) => !isEmpty)) {
      const lines = await parts.known();
      isLine = (channel, hash) => lines.get(channel)?.has(hash) ?? false;
    }
  }
  let sharing: Promise<KnownLines[]> | null = null;
  // Millions of hashes, which nothing asks for while chunks of the file are in a journal.
  const loadKnown = () => {
    sharing ??= (async () => {
      for (const [channel, hashes] of await parts.known()) known.set(channel, (hash) => hashes.add(hash));
      return own === null ? shareKnown(parts, options) : [];
    })();
    return sharing;
  };
  const knownChunks = isConverted || own !== null ? undefined : new KnownChunks(await listComparable(parts, options));
  const writer = new ImportWriter({
    parts,
    known,
    name: unpacked?.inner.name ?? name,
    report,
    options,
    buffers,
    own,
    knownRecords,
    isLine,
  });
  const onRejected = (rows: readonly RejectedRow[]) => writer.rejectRows(rows);
  const reads = (isConverted ? buffers.reads : undefined) ?? buffers.lines;
  const file = "inner" in from ? await openRows(from.inner, from.container, { buffers: reads, onRejected }) : from;
  try {
    if (unpacked) await onRejected(unpacked.inner.rejected);
    const work = { parts, file, writer, report, options, buffers, onRead };
    if (reading.type === "native" || unpacked === undefined) await importLines({ ...work, known: loadKnown, knownChunks }, own);
    else {
      const { inner, container, fileTimeSeconds, companions } = unpacked;
      knownRecords?.files.push({ file: inner.name, dialect: reading.plan.dialect });
      const listsRows = knownRecords !== undefined;
      await importConverted({ ...work, inner, container }, { ...reading.plan, file: inner.name, fileTimeSeconds, companions, listsRows });
    }
    await writer.finish();
  } finally {
    if (unpacked) await file.close();
    await knownChunks?.close();
    await writer.finish();
  }
}

/**
 * The lines of the journals that an import may take for duplicates unread: of the kind that is asked for, and of channels that are switched on, since it
 * says so when a file needs another one.
 */
async function shareKnown({ known, channels }: ImportParts, { kind, keepDuplicates }: ImportOptions): Promise<KnownLines[]> {
  if (keepDuplicates) return [];
  const shared: KnownLines[] = [];
  for (const [channel, hashes] of await known()) {
    const its = kindOfChannel[channel];
    if ((kind === "auto" || kind === its) && channels.has(channel) && hashes.size > 0) shared.push({ kind: its, memory: hashes.share() });
  }
  return shared;
}

/** The journals with which chunks are compared, by the same rule. */
async function listComparable({ comparable, channels }: FileParts, { kind, keepDuplicates }: ImportOptions): Promise<ComparableJournal[]> {
  if (keepDuplicates) return [];
  return (await comparable()).filter((one) => (kind === "auto" || kind === one.kind) && channels.has(channelOfKind[one.kind]));
}

function wouldDuplicate(name: string): AssayError {
  return new AssayError(
    "refused",
    `${name} is a journal of this workspace: with duplicates kept, each of its records would be there twice.`,
    {
      fix: "Leave out --keep-duplicates; then records of other kinds in it go to their channels, and nothing else changes.",
      where: name,
    },
  );
}

/** Unlike a collector, an import does not wait for space: it ends and says what to do. */
function withImportFix({ code, message, where, cause }: AssayError): AssayError {
  const fix = "Free some space and import the file again; what was accepted is kept and counts as duplicate then.";
  return new AssayError(code, message, { fix, cause, ...(where === undefined ? {} : { where }) });
}
