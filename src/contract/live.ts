import Type, { type Static } from "typebox";
import { ImportConversion, ReplacementCounts } from "./conversion.ts";
import { ExportJob } from "./exports.ts";
import { Following } from "./following.ts";
import { ModelDetails, modelOutcomes } from "./models.ts";
import { NetworkDoor } from "./network.ts";
import { query } from "./procedure.ts";
import { ChannelName, Count, Finding, literals, Nothing, nullable, RecordKind, strictObject, TimeMs } from "./shapes.ts";

/** The changing state of the session: one complete small snapshot, at most 10 a second. */

export const ChannelCounters = strictObject({
  name: ChannelName,
  enabled: Type.Boolean(),
  filename: Type.String(),
  /** Since the workspace was opened. received = accepted + quarantined; duplicates that an import skipped are counted separately. */
  received: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  /** Invalid but accepted, because strict_validation is off; included in `accepted`. */
  invalidAccepted: Count,
  buffered: Count,
  bufferSize: Count,
  /** Records fsynced since opening. */
  flushed: Count,
  bytes: Count,
  flushes: Count,
  /** Duration of the latest flush, write and fsync, in ms. */
  lastFlushLatencyMs: nullable(Type.Number()),
  lastFlushAtMs: nullable(TimeMs),
  /** Records accepted in each of the last 60 seconds, oldest first; the last is the current second. */
  perSecond: Type.Array(Count),
  /** Records in the file, as far as it is indexed. */
  recordsInFile: Count,
});
export type ChannelCounters = Static<typeof ChannelCounters>;

export const ReasonCount = strictObject({
  /** Rule and pointer, for example "required /metrics/success". */
  reason: Type.String(),
  count: Count,
  /** The first 100 line numbers with that reason. */
  firstLines: Type.Array(Count),
  example: Finding,
});
export type ReasonCount = Static<typeof ReasonCount>;

export const jobStates = ["waiting", "running", "done", "cancelled", "failed"] as const;
export const JobState = literals(jobStates);

/** `asking`: it waits for `imports.answer`. */
export const ImportJobState = literals([...jobStates, "asking"] as const);

export const ImportJob = strictObject({
  id: Type.String(),
  file: Type.String(),
  sizeBytes: Count,
  readBytes: Count,
  state: ImportJobState,
  startedAtMs: TimeMs,
  finishedAtMs: nullable(TimeMs),
  lines: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  blank: Count,
  /** Accepted lines by kind. */
  kinds: strictObject({ engine_execution: Count, comparison_result: Count, training_sample: Count }),
  /** Rejected lines by reason, most frequent first, at most 20 reasons. */
  reasons: Type.Array(ReasonCount),
  /** Bytes of an unfinished last line, left for the next import and counted nowhere else. */
  partialLastLineBytes: Type.Optional(Count),
  /** How its contents were converted, one entry a dialect; empty for records of ours. */
  conversions: Type.Array(ImportConversion),
  /** Records that are here in another version, made by another mapping of the same rows or from another file, and stayed as they are. */
  differing: Count,
  /** What was replaced; null when that was not asked for. */
  replaced: nullable(ReplacementCounts),
  /** Why it failed. */
  error: nullable(strictObject({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
});
export type ImportJob = Static<typeof ImportJob>;

/** Totals of all imports since the list was cleared, however many reports are kept. */
export const ImportTotals = strictObject({
  files: Count,
  /** Files waiting or running. */
  unfinished: Count,
  /** Files that wait for an answer. */
  asking: Count,
  /** Files that failed or had rejected lines. */
  withProblems: Count,
  lines: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  blank: Count,
});
export type ImportTotals = Static<typeof ImportTotals>;

/** Files that the system opened Assay with, until somebody starts their import or dismisses them. */
export const OfferedFiles = strictObject({
  count: Count,
  sizeBytes: Count,
  /** The first of them, at most 5. */
  names: Type.Array(Type.String()),
});
export type OfferedFiles = Static<typeof OfferedFiles>;

export const ModelJob = strictObject({
  id: Type.String(),
  name: Type.String(),
  sizeBytes: Count,
  writtenBytes: Count,
  state: JobState,
  error: nullable(strictObject({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  /** What the file's header says, read before it is copied. */
  details: ModelDetails,
  /** Defects of the file, found before it is copied; it is kept all the same. */
  warnings: Type.Array(Type.String()),
  /** Once done: the name it is kept under, which may be another, and whether its content was there before. */
  kept: nullable(strictObject({ name: Type.String(), outcome: literals(modelOutcomes) })),
});
export type ModelJob = Static<typeof ModelJob>;

/** Lines of a channel's file that appear in no view of the channel. */
export const LeftOutLines = strictObject({
  channel: ChannelName,
  filename: Type.String(),
  /** Lines that are not valid records; they are counted nowhere. */
  refused: Count,
  /** Valid records of other kinds; `missing` of them are not in their own channel, and `imports.bringIn` copies them there. */
  otherKinds: Type.Array(strictObject({ kind: RecordKind, lines: Count, missing: Count })),
});
export type LeftOutLines = Static<typeof LeftOutLines>;

export const indexStates = ["ready", "catching_up", "rebuilding", "failed"] as const;

export const Snapshot = strictObject({
  /** Increments with every snapshot; the screen ignores an older one. */
  seq: Count,
  takenAtMs: TimeMs,
  workspacePath: Type.String(),
  channels: Type.Array(ChannelCounters),
  /** Rejected lines, as far as they are indexed. `purged` ones can be restored until the workspace closes. */
  quarantine: strictObject({ total: Count, dismissed: Count, purged: Count }),
  /** At most 20: running, next, then reports, those with problems first. */
  imports: Type.Array(ImportJob),
  importTotals: ImportTotals,
  offered: OfferedFiles,
  /** In the order in which they were asked for. */
  following: Type.Array(Following),
  models: Type.Array(ModelJob),
  /** Newest first. */
  exports: Type.Array(ExportJob),
  /** null: this host has none. */
  network: nullable(NetworkDoor),
  index: strictObject({ state: literals(indexStates), doneBytes: Count, totalBytes: Count }),
  leftOut: Type.Array(LeftOutLines),
  /** One number for each group of data; it grows whenever that group's queries may answer differently. */
  revisions: strictObject({
    executions: Count,
    comparisons: Count,
    samples: Count,
    models: Count,
    config: Count,
    drafts: Count,
    quarantine: Count,
    log: Count,
  }),
  /** Active problems, as messages for a person. */
  alerts: Type.Array(
    strictObject({
      code: Type.String(),
      message: Type.String(),
      fix: Type.Optional(Type.String()),
      /** When it was first noticed. */
      sinceMs: TimeMs,
    }),
  ),
  window: strictObject({
    enabled: Type.Boolean(),
    openedAtMs: nullable(TimeMs),
    windowMinutes: Type.Number(),
    executions: Count,
    written: Count,
  }),
});
export type Snapshot = Static<typeof Snapshot>;

export const logLevels = ["error", "warn", "info", "debug"] as const;

export const LogLine = strictObject({
  /** Counts up from 1 since the workspace was opened. */
  number: Count,
  atMs: TimeMs,
  level: literals(logLevels),
  /** What happened, in snake_case. */
  event: Type.String(),
  /** JSON of the details, cut at 4 000 characters; "" without any. */
  fields: Type.String(),
});
export type LogLine = Static<typeof LogLine>;

export const liveProcedures = {
  "live.snapshot": query(Nothing, Snapshot),
  /** Of the newest 2 000 lines of the log those that match, the newest first. The files in .assay/log have all of them. */
  "live.log": query(
    strictObject({
      levels: Type.Optional(Type.Array(literals(logLevels), { minItems: 1, maxItems: 4 })),
      /** In the event or its details, ignoring case. */
      text: Type.Optional(Type.String({ maxLength: 200 })),
      limit: Type.Integer({ minimum: 1, maximum: 500 }),
    }),
    strictObject({ lines: Type.Array(LogLine), logged: Count, kept: Count }),
  ),
};
