import Type, { type Static } from "typebox";
import { ComparisonKey } from "./comparisons.ts";
import { maxDialectCharacters, maxRecordIdCharacters, maxSourceFileCharacters, maxStatusCharacters } from "./names-and-bounds.ts";
import { query } from "./procedure.ts";
import {
  Count,
  Cursor,
  EngineId,
  Facets,
  literals,
  Nothing,
  nullable,
  PageSize,
  SearchText,
  strictObject,
  Tag,
  TimeSeconds,
} from "./shapes.ts";
import { Usage } from "./usage.ts";

/** The first characters of a status: as many as the index keeps. */
const Status = Type.String({ maxLength: maxStatusCharacters });
/** As `weekdays` names them, and as `engines.why` does. */
export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export type Weekday = (typeof weekdays)[number];

const RecordId = Type.String({ minLength: 1, maxLength: maxRecordIdCharacters });

export const ExecutionFilter = strictObject({
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500, description: "Of any of these engines." })),
  success: Type.Optional(Type.Boolean({ description: "true: those that succeeded; false: those that failed." })),
  fromS: Type.Optional(TimeSeconds),
  toS: Type.Optional(TimeSeconds),
  hours: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 23 }), {
      maxItems: 24,
      description: "In any of these hours of the day, UTC: 7 is from 07:00 until 08:00.",
    }),
  ),
  weekdays: Type.Optional(Type.Array(literals(weekdays), { maxItems: 7, description: "On any of these days of the week, UTC." })),
  minLatencyMs: Type.Optional(Type.Number({ minimum: 0, description: "Latency, in milliseconds." })),
  maxLatencyMs: Type.Optional(Type.Number({ minimum: 0, description: "Latency, in milliseconds." })),
  minCostUsd: Type.Optional(Type.Number({ minimum: 0, description: "Cost, in US dollars." })),
  maxCostUsd: Type.Optional(Type.Number({ minimum: 0, description: "Cost, in US dollars." })),
  minQuality: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "Quality score." })),
  maxQuality: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "Quality score." })),
  minInputTokens: Type.Optional(Count),
  maxInputTokens: Type.Optional(Count),
  minOutputTokens: Type.Optional(Count),
  maxOutputTokens: Type.Optional(Count),
  minMemoryMb: Type.Optional(Type.Number({ minimum: 0, description: "Peak memory, in MB (1 000 000 bytes)." })),
  maxMemoryMb: Type.Optional(Type.Number({ minimum: 0, description: "Peak memory, in MB (1 000 000 bytes)." })),
  minCpuPercent: Type.Optional(Type.Number({ minimum: 0, description: "Mean processor use, in percent of one core: several exceed 100." })),
  maxCpuPercent: Type.Optional(Type.Number({ minimum: 0, description: "Mean processor use, in percent of one core: several exceed 100." })),
  /** As `executions.facets` has them. */
  statuses: Type.Optional(
    Type.Array(Status, {
      maxItems: 100,
      description: 'Any of these: the engine\'s own word on the outcome. "" is an empty one; a record without any matches `noStatus` only.',
    }),
  ),
  noStatus: Type.Optional(
    Type.Boolean({ description: "true: those without a status, beside those of `statuses`; false: those that have one." }),
  ),
  dialect: Type.Optional(
    Type.String({ minLength: 1, maxLength: maxDialectCharacters, description: "The format it was converted from, as --dialect names it." }),
  ),
  sourceFile: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxSourceFileCharacters,
      description: "The file it was imported from, as its record names it.",
    }),
  ),
  /** Equal to the record's, letter for letter. */
  traceId: Type.Optional(RecordId),
  taskId: Type.Optional(RecordId),
  cached: Type.Optional(Type.Boolean({ description: "true: answered by a cache; false: by the engine, as far as is known." })),
  tag: Type.Optional(Tag),
  /** Matches input, output, status, trace_id, task_id and what is said in `messages`, ignoring case. */
  text: Type.Optional(SearchText),
});
export type ExecutionFilter = Static<typeof ExecutionFilter>;

/** Records without the number come last, whichever way. `most_tokens`, `fewest_tokens`: of output; `largest`, `smallest`: bytes of the line. */
export const executionSorts = [
  "newest",
  "oldest",
  "slowest",
  "fastest",
  "costliest",
  "cheapest",
  "most_tokens",
  "fewest_tokens",
  "most_input_tokens",
  "fewest_input_tokens",
  "best",
  "worst",
  "largest",
  "smallest",
  "arrival",
] as const;
export type ExecutionSort = (typeof executionSorts)[number];

export const ExecutionRow = strictObject({
  /** Byte offset of the record in its journal: what `executions.get` takes. */
  offset: Count,
  /** Of its line. */
  sizeBytes: Count,
  traceId: Type.String(),
  taskId: nullable(Type.String()),
  engineId: Type.String(),
  timestampS: Count,
  success: Type.Boolean(),
  latencyMs: nullable(Type.Number()),
  quality: nullable(Type.Number()),
  /** Absent when nothing of it is known. */
  usage: Type.Optional(Usage),
  tags: Type.Optional(Type.Array(Type.String())),
  status: nullable(Type.String()),
  /** The first 200 characters; where a searched text stands only further down, 200 around it. */
  inputHead: Type.String(),
  outputHead: Type.String(),
});
export type ExecutionRow = Static<typeof ExecutionRow>;

export const ExecutionPage = strictObject({
  rows: Type.Array(ExecutionRow),
  nextCursor: nullable(Type.String()),
  /** Number of matches. */
  total: Count,
});
export type ExecutionPage = Static<typeof ExecutionPage>;

/** One whole record, read from its journal. */
export const RawRecord = strictObject({
  offset: Count,
  sizeBytes: Count,
  /** The line as on disk, truncated to 1 000 000 characters (`cut`). */
  raw: Type.String(),
  cut: Type.Boolean(),
  /** The line's file and byte range, for `head`, `tail` and `jq`. */
  file: Type.String(),
});
export type RawRecord = Static<typeof RawRecord>;

/** What filters can choose from. */
export const ExecutionFacets = strictObject({
  statuses: Facets,
  /** Executions that have none. */
  noStatusCount: Count,
  dialects: Facets,
  sourceFiles: Facets,
  tags: Facets,
});
export type ExecutionFacets = Static<typeof ExecutionFacets>;

/** Why a comparison is an execution's: it holds the same prompt and the engine's same answer, the same prompt, or is named like its task or trace. */
export const comparisonReasons = ["answer", "prompt", "id"] as const;

export const ExecutionComparisons = strictObject({
  /** At most 50: those with the same answer first. */
  rows: Type.Array(
    strictObject({ key: ComparisonKey, comparisonId: Type.String(), queryHead: Type.String(), why: literals(comparisonReasons) }),
  ),
  total: Count,
});
export type ExecutionComparisons = Static<typeof ExecutionComparisons>;

export const executionProcedures = {
  /** Over all executions, whatever the filter. */
  "executions.facets": query(Nothing, ExecutionFacets),
  "executions.list": query(
    strictObject({ filter: ExecutionFilter, sort: literals(executionSorts), cursor: Type.Optional(Cursor), limit: PageSize }),
    ExecutionPage,
  ),
  /** The comparisons it appears in, told by what the two records hold. */
  "executions.comparisons": query(strictObject({ offset: Count }), ExecutionComparisons),
  "executions.get": query(strictObject({ offset: Type.Integer({ minimum: 0, description: "As a row of the list has it." }) }), RawRecord),
};
