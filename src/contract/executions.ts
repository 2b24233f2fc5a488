import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, Cursor, EngineId, literals, nullable, PageSize, SearchText, strictObject, Tag, TimeSeconds } from "./shapes.ts";
import { Usage } from "./usage.ts";

export const ExecutionFilter = strictObject({
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500, description: "Of any of these engines." })),
  success: Type.Optional(Type.Boolean({ description: "true: those that succeeded; false: those that failed." })),
  fromS: Type.Optional(TimeSeconds),
  toS: Type.Optional(TimeSeconds),
  minLatencyMs: Type.Optional(Type.Number({ minimum: 0, description: "Latency, in milliseconds." })),
  maxLatencyMs: Type.Optional(Type.Number({ minimum: 0, description: "Latency, in milliseconds." })),
  minCostUsd: Type.Optional(Type.Number({ minimum: 0, description: "Cost, in US dollars." })),
  cached: Type.Optional(Type.Boolean({ description: "true: answered by a cache; false: by the engine, as far as is known." })),
  tag: Type.Optional(Tag),
  text: Type.Optional(SearchText),
});
export type ExecutionFilter = Static<typeof ExecutionFilter>;

export const executionSorts = ["newest", "oldest", "slowest", "fastest", "costliest", "most_tokens", "arrival"] as const;

export const ExecutionRow = strictObject({
  /** Byte offset of the record in its journal: what `executions.get` takes. */
  offset: Count,
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
  /** The first 200 characters. */
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

export const executionProcedures = {
  "executions.list": query(
    strictObject({ filter: ExecutionFilter, sort: literals(executionSorts), cursor: Type.Optional(Cursor), limit: PageSize }),
    ExecutionPage,
  ),
  "executions.get": query(strictObject({ offset: Type.Integer({ minimum: 0, description: "As a row of the list has it." }) }), RawRecord),
};
