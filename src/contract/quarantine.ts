import Type, { type Static } from "typebox";
import { ConversionPlan } from "./conversion.ts";
import { command, query } from "./procedure.ts";
import { Count, Cursor, Finding, literals, Nothing, nullable, PageSize, RecordKind, strictObject, TimeMs } from "./shapes.ts";

/** Rejected lines: grouped by file and rule, edited, retried, dismissed, purged. */

export const QuarantineEntry = strictObject({
  /** Byte offset of the entry in quarantine.jsonl; its id. */
  offset: Count,
  atMs: TimeMs,
  /** The file the line came from, or "collect". */
  source: Type.String(),
  /** 1-based line number in that file; null for collected lines. */
  lineNumber: nullable(Count),
  kind: nullable(RecordKind),
  findings: Type.Array(Finding),
  /** The rejected line as text (lossy if not UTF-8), truncated to 2 000 characters. */
  text: Type.String(),
  sizeBytes: Count,
  /** Whether the line is held whole, so that it can be tried again as it is. */
  canRetry: Type.Boolean(),
  /** Whether its text can be edited: held whole, UTF-8, and at most `maxEditableBytes`. */
  canEdit: Type.Boolean(),
  /** Name of the dialect that rejected it; null for a line that was read as a record of ours. */
  dialect: nullable(Type.String()),
});
export type QuarantineEntry = Static<typeof QuarantineEntry>;

/** Longest rejected line that is edited on the screen. */
export const maxEditableBytes = 1024 * 1024;

/** The lines of a file that broke the same rule first. */
export const QuarantineGroupKey = strictObject({
  source: Type.String(),
  /** Rule and pointer of the first finding, for example "required /metrics/success". */
  reason: Type.String(),
});
export type QuarantineGroupKey = Static<typeof QuarantineGroupKey>;

export const QuarantineGroup = strictObject({
  ...QuarantineGroupKey.properties,
  lines: Count,
  /** Of them, those that can be tried again. */
  canRetry: Count,
  /** Of the first line: what is wrong with it. */
  message: Type.String(),
  fix: nullable(Type.String()),
  newestAtMs: TimeMs,
  dialect: nullable(Type.String()),
});
export type QuarantineGroup = Static<typeof QuarantineGroup>;

/** Which lines: one, those of a group, or all. */
export const QuarantineScope = Type.Union([
  strictObject({ offset: Count }),
  strictObject({ group: QuarantineGroupKey }),
  strictObject({ all: Type.Literal(true) }),
]);
export type QuarantineScope = Static<typeof QuarantineScope>;

/** Which lines are tried again; those of a file together, since a line that fails may change its group. */
export const RetryScope = Type.Union([...QuarantineScope.anyOf, strictObject({ source: Type.String() })]);
export type RetryScope = Static<typeof RetryScope>;

/** What trying again came to. accepted + duplicates + rejected = lines. */
export const QuarantineRetry = strictObject({
  lines: Count,
  /** Lines that are records now. */
  accepted: Count,
  /** Lines whose records were there already. */
  duplicates: Count,
  /** Lines that stay rejected. */
  rejected: Count,
  /** Why they stay, most frequent first, at most 20. */
  reasons: Type.Array(strictObject({ reason: Type.String(), count: Count, example: Finding })),
});
export type QuarantineRetry = Static<typeof QuarantineRetry>;

const EditedText = Type.String({ maxLength: maxEditableBytes });

/** What `quarantine.restore` brings back. */
export const restorable = ["dismissed", "purged"] as const;

/** The changed lines, and the mark by which the change can be taken back. */
const Marked = strictObject({ lines: Count, mark: nullable(Count) });

export const quarantineProcedures = {
  /** Groups with open lines, the largest first. */
  "quarantine.groups": query(
    strictObject({ cursor: Type.Optional(Cursor), limit: PageSize }),
    strictObject({ rows: Type.Array(QuarantineGroup), nextCursor: nullable(Type.String()), groups: Count, total: Count }),
  ),
  /** Open lines: of a group in the order of the file, else newest first. */
  "quarantine.list": query(
    strictObject({ group: Type.Optional(QuarantineGroupKey), cursor: Type.Optional(Cursor), limit: PageSize }),
    strictObject({ rows: Type.Array(QuarantineEntry), nextCursor: nullable(Type.String()), total: Count }),
  ),
  /** A whole line, for editing; refused where `canEdit` is false. */
  "quarantine.get": query(strictObject({ offset: Count }), strictObject({ entry: QuarantineEntry, text: Type.String() })),
  /** What a text in place of a line would be: the kinds of its records, or what is wrong with it. */
  "quarantine.check": query(
    strictObject({ offset: Count, text: EditedText }),
    strictObject({ kinds: Type.Array(RecordKind), findings: Type.Array(Finding) }),
  ),
  /**
   * Tries lines again: by today's rules, rows of other tools' files by their recipe, or by `plan`. Lines that become records leave quarantine.
   * `text` replaces a single line. Lines that stay get the findings of this try, unless `text` was tried.
   */
  "quarantine.retry": command(
    strictObject({ scope: RetryScope, text: Type.Optional(EditedText), plan: Type.Optional(ConversionPlan) }),
    QuarantineRetry,
  ),
  /** Takes lines off the list. They stay in quarantine.jsonl. */
  "quarantine.dismiss": command(strictObject({ scope: QuarantineScope }), Marked),
  /** Takes every line off the list, dismissed ones too, and removes them from quarantine.jsonl when the workspace closes. */
  "quarantine.purge": command(Nothing, Marked),
  /** Brings lines back to the list: what one mark took away, or everything of its sort. */
  "quarantine.restore": command(strictObject({ what: literals(restorable), mark: Type.Optional(Count) }), strictObject({ lines: Count })),
};
