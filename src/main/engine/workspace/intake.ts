import { basename } from "node:path";
import { AssayError, type ChannelName, type ConfigReport, channelOfKind, type ImportKind } from "../../../contract/index.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine } from "../collector/quarantine.ts";
import type { Curation } from "../curation/curation.ts";
import { appendLines } from "../ingest/append-lines.ts";
import { collectStream, type StreamCounts, type StreamOptions } from "../ingest/collect-stream.ts";
import { type FileParts, importFile } from "../ingest/import-file.ts";
import type { ImportOptions } from "../ingest/import-options.ts";
import type { ImportReport } from "../ingest/import-report.ts";
import type { ComparableJournal } from "../ingest/known-chunks.ts";
import type { KnownRejected } from "../ingest/known-rejected.ts";
import { importSpans, type SpanImportOptions, type SpanImportReport } from "../ingest/network/import-spans.ts";
import { type TakeLinesOptions, type TakenLines, takeLines } from "../ingest/network/take-lines.ts";
import { SpanIntake, type SpansBody, type TakenSpans } from "../ingest/network/take-spans.ts";
import { kindOfChannel } from "../records/kinds.ts";
import { keyOfHash, type LineHash } from "../records/line-hash.ts";
import { createCopyTable } from "../store/copy-table.ts";
import { appendOnlyChannels, findLine, hasOnlyRows } from "../store/find-line.ts";
import type { IndexStore } from "../store/index-store.ts";
import { adviseBringingIn } from "../store/left-out.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { findOwnFile, refuseOwnFile } from "./own-files.ts";
import type { Emitter, PipelineEvents } from "./pipeline.ts";
import type { Journals, WorkspacePaths } from "./workspace-files.ts";

/** What files and streams are taken in with. */
export interface IntakeParts {
  path: string;
  paths: WorkspacePaths;
  config: ConfigReport;
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  knownRejected: KnownRejected;
  journals: Journals;
  index: IndexStore;
  curation: Curation;
  pool: WorkerPool;
  validator: SchemaValidator;
  events: Emitter<PipelineEvents>;
}

/** A file for `imports.start`. */
export interface BringInSource {
  path: string;
  name: string;
  sizeBytes: number;
  done: () => Promise<void>;
}

/** Imports a file, which may be the journal of a channel. @throws AssayError see `importFile`. */
export function importIntoWorkspace(
  parts: IntakeParts,
  path: string,
  options: Omit<ImportOptions, "kind"> & { kind: ImportKind },
): Promise<ImportReport> {
  return importFile(getFileParts(parts), path, options);
}

/** What reading and converting files needs of a workspace. */
export function getFileParts({
  channels,
  quarantine,
  knownRejected,
  pool,
  validator,
  config,
  index,
  curation,
  paths,
  journals,
}: IntakeParts): FileParts {
  const parts: FileParts = {
    channels,
    quarantine,
    knownRejected,
    pool,
    validator,
    stagingFolder: index.stagingFolder,
    copyTable: createCopyTable(index.db),
    strict: config.config.json_engine.strict_validation,
    comparable: () => listComparable(index, journals),
    knownSources: () => index.hashes.loadSources(),
    remember: (channel, hash) => index.hashes.add(channel, hash),
    known: () => index.hashes.load(),
    forgetKnown: () => index.hashes.forget(),
    waitForCapacity: () => index.waitForCapacity(),
    isOwnWrite: (hash) => curation.isOwnWrite(keyOfHash(hash)),
    findOwnJournal: async (stats) => {
      const own = await findOwnFile(paths, journals, stats);
      if (own?.channel === null) throw refuseOwnFile(own);
      return own?.channel ?? null;
    },
    replace: async (known, file, { earlier, signal }) => {
      await index.caughtUp();
      return curation.replace({
        known,
        file,
        commit: earlier === "replace",
        signal,
        stagingFolder: index.stagingFolder,
        journalPath: (channel) => journals.channels.get(channel)?.path ?? null,
        knownLines: () => index.hashes.load(),
        append: async (path) => {
          await appendLines(parts, path);
          await index.settled();
        },
      });
    },
  };
  return parts;
}

/**
 * The journals that a file may be compared with, each as far as it is in the index. Nothing waits for lines that are on their way there, which the files
 * before this one may have brought: the index would insert each file by itself. They are found by their hashes.
 * @throws AssayError when the index has fallen behind and cannot catch up.
 */
async function listComparable(index: IndexStore, journals: Journals): Promise<ComparableJournal[]> {
  const comparable: ComparableJournal[] = [];
  for (const channel of appendOnlyChannels) {
    const journal = journals.channels.get(channel);
    if (journal === undefined) continue;
    const findIn = async (hash: LineHash) => {
      // Another file under its name may hold lines that the journal does not.
      if (!(await index.hashes.mayHave(channel, hash)) || (await journal.isReplaced())) return null;
      const offset = await findLine(index.db, channel, hash);
      return offset !== null && (await hasOnlyRows(index.db, channel)) ? offset : null;
    };
    comparable.push({ kind: kindOfChannel[channel], path: journal.path, endBytes: await index.queryableTo(channel), findLine: findIn });
  }
  return comparable;
}

/** Collects a stream; a file that the workspace writes is refused. @throws AssayError see `collectStream`. */
export async function streamIntoWorkspace(
  parts: IntakeParts,
  input: AsyncIterable<Uint8Array>,
  options: StreamOptions,
): Promise<StreamCounts> {
  const { channels, quarantine, pool, config, index, paths, journals, events } = parts;
  const channel = channelOfKind[options.kind];
  const own = options.file && (await findOwnFile(paths, journals, options.file));
  if (own && own.channel === null) throw refuseOwnFile(own);
  if (own) throw refuseOwnFile({ ...own, advice: `Records of other kinds in it? ${adviseBringingIn(own.path, parts.path)}` });
  return collectStream(
    {
      channel: channels.get(channel),
      quarantine,
      pool,
      strict: config.config.json_engine.strict_validation,
      remember: (hash) => index.hashes.add(channel, hash),
      waitForCapacity: () => index.waitForCapacity(),
      onProblem: (error) => events.emit("writable", { channel, error }),
    },
    input,
    options,
  );
}

/** Takes a body of lines of any kinds; see `takeLines`. */
export function takeLinesIntoWorkspace(
  parts: IntakeParts,
  input: AsyncIterable<Uint8Array>,
  options: TakeLinesOptions,
): Promise<TakenLines> {
  return takeLines(getFileParts(parts), input, options);
}

/** Takes spans and log records into a workspace; see `SpanIntake`. */
export function openSpanIntake(parts: IntakeParts): {
  traces(body: SpansBody): Promise<TakenSpans>;
  logs(body: SpansBody): Promise<TakenSpans>;
} {
  const intake = new SpanIntake();
  return {
    traces: (body) => intake.takeSpans(getFileParts(parts), body),
    logs: (body) => intake.takeLogs(parts, body),
  };
}

/** Imports a stream of requests of spans; see `importSpans`. */
export function importSpansIntoWorkspace(
  parts: IntakeParts,
  input: AsyncIterable<Uint8Array>,
  options: SpanImportOptions,
): Promise<SpanImportReport> {
  return importSpans(getFileParts(parts), input, options);
}

/** @throws AssayError disabled when the channel is switched off. */
export function getBringInSource({ journals }: IntakeParts, channel: ChannelName): BringInSource {
  const journal = journals.channels.get(channel);
  if (!journal) throw new AssayError("disabled", `The channel ${channel} is switched off.`, { where: channel });
  const { path, durableBytes } = journal;
  return { path, name: basename(path), sizeBytes: durableBytes, done: async () => {} };
}
