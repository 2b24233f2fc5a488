import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { ChannelName, Count, Cursor, closed, Finding, literals, Nothing, nullable, PageSize, RecordKind, TimeMs } from "./shapes.ts";

/** What moves: one whole small picture of the state, at most 10 a second. */

export const ChannelCounters = closed({
  name: ChannelName,
  enabled: Type.Boolean(),
  filename: Type.String(),
  /** Since the workspace was opened. received = accepted + quarantined, always; duplicates an import skipped are counted apart. */
  received: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  /** Accepted although invalid, because strict_validation is off; part of `accepted`. */
  invalidAccepted: Count,
  buffered: Count,
  bufferSize: Count,
  /** Records on disk and fsynced since opening. */
  flushed: Count,
  bytes: Count,
  flushes: Count,
  /** How long the newest flush took, write and fsync, in ms. */
  lastFlushLatencyMs: nullable(Type.Number()),
  lastFlushAtMs: nullable(TimeMs),
  /** Records accepted in each of the last 60 seconds, oldest first; the last entry is the running second. */
  perSecond: Type.Array(Count),
  /** Records in the file, as far as the index has read it. */
  recordsInFile: Count,
});
export type ChannelCounters = Static<typeof ChannelCounters>;

export const QuarantineEntry = closed({
  /** Byte offset of the entry in quarantine.jsonl; its id. */
  offset: Count,
  atMs: TimeMs,
  /** The file the line came from, or "collect". */
  source: Type.String(),
  /** Line number in that file, 1-based; null for collected lines. */
  lineNumber: nullable(Count),
  kind: nullable(RecordKind),
  findings: Type.Array(Finding),
  /** The refused line as text (lossy where it is not UTF-8), cut to 2 000 characters. */
  text: Type.String(),
  sizeBytes: Count,
});
export type QuarantineEntry = Static<typeof QuarantineEntry>;

export const ReasonCount = closed({
  /** Rule and pointer, for example "required /metrics/success". */
  reason: Type.String(),
  count: Count,
  /** The first hundred line numbers with that reason. */
  firstLines: Type.Array(Count),
  example: Finding,
});
export type ReasonCount = Static<typeof ReasonCount>;

export const jobStates = ["waiting", "running", "done", "cancelled", "failed"] as const;
export const JobState = literals(jobStates);

export const ImportJob = closed({
  id: Type.String(),
  file: Type.String(),
  sizeBytes: Count,
  readBytes: Count,
  state: JobState,
  startedAtMs: TimeMs,
  finishedAtMs: nullable(TimeMs),
  lines: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  blank: Count,
  /** Accepted lines by kind. */
  kinds: closed({ engine_execution: Count, comparison_result: Count, training_sample: Count }),
  /** Refused lines by reason, most frequent first, at most 20 reasons. */
  reasons: Type.Array(ReasonCount),
  /** Bytes of a last line that somebody was still writing: left for the next import, and in no other number. */
  partialLastLineBytes: Type.Optional(Count),
  /** Why it failed, when it did. */
  error: nullable(closed({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
});
export type ImportJob = Static<typeof ImportJob>;

/** Imports of the list added up: all since it was cleared last, however many reports are kept. */
export const ImportTotals = closed({
  files: Count,
  /** Files that wait or run. */
  unfinished: Count,
  /** Files that failed or had refused lines. */
  withProblems: Count,
  lines: Count,
  accepted: Count,
  quarantined: Count,
  duplicates: Count,
  blank: Count,
});
export type ImportTotals = Static<typeof ImportTotals>;

export const ModelJob = closed({
  id: Type.String(),
  name: Type.String(),
  sizeBytes: Count,
  writtenBytes: Count,
  state: JobState,
  error: nullable(closed({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  /** Of a file that is kept: what is wrong with it. */
  warnings: Type.Array(Type.String()),
});
export type ModelJob = Static<typeof ModelJob>;

/** Lines of a channel's file that are in no view of the channel. */
export const LeftOutLines = closed({
  channel: ChannelName,
  filename: Type.String(),
  /** Lines that are no valid records; they are in no number. */
  refused: Count,
  /** Valid records of other kinds; `missing` of them are not in their own channel either, and `imports.bringIn` brings them there. */
  otherKinds: Type.Array(closed({ kind: RecordKind, lines: Count, missing: Count })),
});
export type LeftOutLines = Static<typeof LeftOutLines>;

export const indexStates = ["ready", "catching_up", "rebuilding", "failed"] as const;

export const Snapshot = closed({
  /** Grows by one with every snapshot; a screen that sees a smaller one ignores it. */
  seq: Count,
  takenAtMs: TimeMs,
  workspacePath: Type.String(),
  channels: Type.Array(ChannelCounters),
  quarantine: closed({ total: Count, newest: Type.Array(QuarantineEntry) }),
  /** At most 20: what runs, what is next, and reports, those with problems before the others. */
  imports: Type.Array(ImportJob),
  importTotals: ImportTotals,
  models: Type.Array(ModelJob),
  index: closed({ state: literals(indexStates), doneBytes: Count, totalBytes: Count }),
  leftOut: Type.Array(LeftOutLines),
  /** A number a group of data; it grows whenever what queries of that group answer may have changed. */
  revisions: closed({ executions: Count, comparisons: Count, samples: Count, models: Count, config: Count, drafts: Count }),
  /** Trouble a person should see now, in whole sentences; empty when all is well. */
  alerts: Type.Array(closed({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  window: closed({
    enabled: Type.Boolean(),
    openedAtMs: nullable(TimeMs),
    windowMinutes: Type.Number(),
    executions: Count,
    written: Count,
  }),
});
export type Snapshot = Static<typeof Snapshot>;

export const liveProcedures = {
  "live.snapshot": query(Nothing, Snapshot),
  /** Quarantined lines, newest first. */
  "quarantine.list": query(
    closed({ cursor: Type.Optional(Cursor), limit: PageSize }),
    closed({ rows: Type.Array(QuarantineEntry), nextCursor: nullable(Type.String()), total: Count }),
  ),
};
