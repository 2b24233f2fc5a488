import Type, { type Static } from "typebox";
import { checkNames } from "./checks.ts";
import { ComparisonFilter } from "./comparisons.ts";
import { Similarity } from "./dataset.ts";
import { ExecutionFilter, executionSorts } from "./executions.ts";
import { command, query } from "./procedure.ts";
import { SampleFilter } from "./samples.ts";
import { Count, Id, literals, Nothing, nullable, strictObject, Tier } from "./shapes.ts";

/** Exports: what trainers read, made of the dataset or of comparisons and what is decided about them. */

/** What a target takes; see engine/export/items.ts. */
export const exportItemKinds = ["sample", "pair", "labelled", "ranked", "prompt", "record"] as const;
/** What an export reads: the dataset, or the comparisons with the decisions in force. */
export const exportSources = ["samples", "comparisons"] as const;
export type ExportSource = (typeof exportSources)[number];

/**
 * Which pairs an order of several answers gives. `best-worst`: one pair, the best and the worst. `best-each`: the best with each worse one.
 * `adjacent`: each rank with the next. `all`: every two answers of different rank.
 */
export const pairPolicies = ["best-worst", "best-each", "adjacent", "all"] as const;
export type PairPolicy = (typeof pairPolicies)[number];

/** What a tie gives, to targets of labelled answers: nothing, or all answers as wanted ones. A tie is never a pair. */
export const tiePolicies = ["drop", "both"] as const;
export type TiePolicy = (typeof tiePolicies)[number];

/** A file name, and what stands in it: "train", "test". */
export const splitNamePattern = "^[a-z][a-z0-9_-]{0,31}$";
export const maxSplits = 10;
/** The seed of a split where none is given. */
export const defaultSplitSeed = 0;

export const ExportSplit = strictObject({
  /** Their fractions are above 0, and add up to 1. */
  parts: Type.Array(strictObject({ name: Type.String({ pattern: splitNamePattern }), fraction: Type.Number({ minimum: 0, maximum: 1 }) }), {
    minItems: 1,
    maxItems: maxSplits,
  }),
  /** Another seed puts other prompts into each part. Default: `defaultSplitSeed`. */
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});
export type ExportSplit = Static<typeof ExportSplit>;

/** What is exported. The same request of the same workspace gives the same bytes. */
export const ExportRequest = strictObject({
  /** A `name` of `exports.targets`. */
  target: Type.String({ minLength: 1, maxLength: 64 }),
  /** Of the answer; of pairs and ranked answers the best one's. Unwanted answers of a labelled target have none and stay. Default: all. */
  tiers: Type.Optional(Type.Array(Tier, { maxItems: 3 })),
  /** For a target that reads samples a filter of samples, else one of comparisons: one that does not fit is refused. */
  filter: Type.Optional(Type.Union([SampleFilter, ComparisonFilter])),
  /**
   * For targets that read samples: those that these checks find are left out. The dataset is checked as it is exported; leakage by the export's
   * own split. Of duplicates the one suggested to keep stays. Default: none.
   */
  leaveOut: Type.Optional(Type.Array(literals(checkNames), { maxItems: checkNames.length })),
  /** From which two samples are duplicates, for `leaveOut`. Default: `defaultSimilarity`. */
  similarity: Type.Optional(Similarity),
  /** Default: one file, "train". */
  split: Type.Optional(ExportSplit),
  /** For targets of pairs. Default: "best-worst". */
  pairs: Type.Optional(literals(pairPolicies)),
  /** Pairs below it, and those whose margin is unknown, are left out. 0 to 1; default: 0, which leaves out none. */
  minMargin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** Default: "drop". */
  ties: Type.Optional(literals(tiePolicies)),
  /** Becomes the system turn of every prompt, in the place of one that is there. Not for targets that write records as they are. */
  system: Type.Optional(Type.String({ minLength: 1, maxLength: 100_000 })),
  /** Rules whose fix is applied to the items that break them. */
  fixes: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
});
export type ExportRequest = Static<typeof ExportRequest>;

const ruleText = {
  /** "equal-sides" */
  name: Type.String(),
  /** What must hold: "The chosen and the rejected answer differ." */
  says: Type.String(),
};

export const ExportTarget = strictObject({
  name: Type.String(),
  /** "TRL preference pairs" */
  title: Type.String(),
  /** The trainers and services that read it. */
  readBy: Type.String(),
  takes: literals(exportItemKinds),
  reads: literals(exportSources),
  encoding: literals(["jsonl", "csv", "parquet"]),
  /** Where the shape is documented. */
  source: Type.String(),
  /** Whether importing the export gives the same dataset again. */
  losesNothing: Type.Boolean(),
  /** `fix`: what a fix would do, as a button says it; null where there is none. */
  rules: Type.Array(strictObject({ ...ruleText, severity: literals(["leaves-out", "warns"]), fix: nullable(Type.String()) })),
});
export type ExportTarget = Static<typeof ExportTarget>;

/** A rule of the target, with the items that break it. An item counts at the first rule that leaves it out. */
export const ExportRuleReport = strictObject({
  ...ruleText,
  severity: literals(["leaves-out", "warns"]),
  fix: nullable(Type.String()),
  /** Whether the request names its fix. */
  fixChosen: Type.Boolean(),
  /** Items that are left out for it, or, where it warns, written all the same. */
  broken: Count,
  /** Items that its fix mended. */
  fixed: Count,
  /** The first that break it, at most 5: the item's id, its record's, and what is wrong. */
  examples: Type.Array(strictObject({ id: Type.String(), recordId: Type.String(), problem: Type.String() })),
});
export type ExportRuleReport = Static<typeof ExportRuleReport>;

/** Why a record gives no item: it does not match the filter, nothing orders its answers, it is a tie … */
export const ExportSkipped = strictObject({
  reason: Type.String(),
  says: Type.String(),
  count: Count,
});

export const executionFormats = ["jsonl", "csv", "parquet"] as const;
export type ExecutionFormat = (typeof executionFormats)[number];

/** The executions that a list shows, as a file: JSONL as they are on disk, CSV and Parquet one value a column. */
export const ExecutionExport = strictObject({
  filter: ExecutionFilter,
  sort: literals(executionSorts),
  /** The first so many. Default: all. */
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  format: literals(executionFormats),
});
export type ExecutionExport = Static<typeof ExecutionExport>;

export const ExportFile = strictObject({ name: Type.String(), sizeBytes: Count, sha256: Type.String() });
export type ExportFile = Static<typeof ExportFile>;

const counts = {
  /** Items made of the source. items = rows + leftOut. */
  items: Count,
  rows: Count,
  leftOut: Count,
};

/** `file` is null for a split without rows: it gets no file, since some loaders crash on an empty one. */
export const ExportSplitReport = strictObject({
  split: Type.String(),
  file: nullable(Type.String()),
  rows: Count,
  /** Of labelled items. */
  labels: Type.Optional(strictObject({ true: Count, false: Count })),
});
export type ExportSplitReport = Static<typeof ExportSplitReport>;

const named = Type.Array(strictObject({ name: Type.String(), count: Count }));

/** What an export would hold, or holds. */
export const ExportReport = strictObject({
  target: Type.String(),
  reads: literals([...exportSources, "executions"]),
  /** Lines of the source that were read, blank ones not counted. */
  records: Count,
  ...counts,
  rules: Type.Array(ExportRuleReport),
  skipped: Type.Array(ExportSkipped),
  /** What is wrong with the export as a whole, in sentences; it is written all the same. */
  warnings: Type.Array(Type.String()),
  splits: Type.Array(ExportSplitReport),
  /** Rows by tier of the answer, "" where it has none; by engine, most frequent first, at most 100; by who decided. */
  byTier: named,
  byEngine: named,
  byDecider: named,
  /** For targets of pairs: how many items each policy would give. */
  pairCounts: Type.Optional(strictObject({ "best-worst": Count, "best-each": Count, adjacent: Count, all: Count })),
});
export type ExportReport = Static<typeof ExportReport>;

export const ExportPreview = strictObject({
  report: ExportReport,
  /** The first rows as they will be written, at most 3; of Parquet as JSON. Each is cut at `maxPreviewCharacters`. */
  firstRows: Type.Array(strictObject({ file: Type.String(), text: Type.String(), isCut: Type.Boolean() })),
});
export type ExportPreview = Static<typeof ExportPreview>;
export const maxPreviewCharacters = 20_000;

/** In every export, beside the rows. */
export const exportManifestName = "manifest.json";

/** A folder with rows and `manifest.json`. */
export const ExportMade = strictObject({
  /** Absolute. */
  path: Type.String(),
  report: ExportReport,
  /** Of all files but the manifest. */
  files: Type.Array(ExportFile),
});
export type ExportMade = Static<typeof ExportMade>;

export const ExportJob = strictObject({
  id: Type.String(),
  /** The folder's name. */
  name: Type.String(),
  target: Type.String(),
  state: literals(["waiting", "running", "done", "cancelled", "failed"]),
  /** Of the source; of executions rows. */
  readBytes: Count,
  totalBytes: Count,
  rows: Count,
  error: nullable(strictObject({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  /** Once done. */
  made: nullable(ExportMade),
});
export type ExportJob = Static<typeof ExportJob>;

/** What a folder of an export may be called. */
export const exportNamePattern = "^[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .-]{0,79}$";

export const exportProcedures = {
  /** What can be exported, in the order in which it is offered. */
  "exports.targets": query(Nothing, Type.Array(ExportTarget)),
  /** The preflight: everything that an export would do but writing. Reads the whole source; abort it when nobody waits. */
  "exports.preview": query(strictObject({ request: ExportRequest }), ExportPreview),
  /** Desktop: shows the folder dialog; null when cancelled. Its grant is good for one `exports.start`. Web: fails with `unavailable`. */
  "exports.pickFolder": command(Nothing, nullable(strictObject({ grant: Id, path: Type.String() }))),
  /**
   * Exports into a new folder `name` in `exports/` of the workspace, or in a granted folder. Progress is in the snapshot's `exports`.
   * `replace`: an export of that name is replaced, whole or not at all; anything else of that name is refused.
   */
  "exports.start": command(
    strictObject({
      request: ExportRequest,
      name: Type.String({ pattern: exportNamePattern }),
      folder: Type.Optional(Id),
      replace: Type.Boolean(),
    }),
    strictObject({ job: Id }),
  ),
  /** The same for executions. A limit or filter without a match ends the job as not_found. */
  "exports.startExecutions": command(
    strictObject({
      request: ExecutionExport,
      name: Type.String({ pattern: exportNamePattern }),
      folder: Type.Optional(Id),
      replace: Type.Boolean(),
    }),
    strictObject({ job: Id }),
  ),
  /** Nothing of it stays behind. */
  "exports.cancel": command(strictObject({ job: Id }), Nothing),
  /** Removes finished jobs from the list. */
  "exports.clearFinished": command(Nothing, Nothing),
};
