import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, Cursor, closed, EngineId, literals, nullable, PageSize, SearchText, TimeSeconds } from "./shapes.ts";

export const ExecutionFilter = closed({
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500 })),
  success: Type.Optional(Type.Boolean()),
  fromS: Type.Optional(TimeSeconds),
  toS: Type.Optional(TimeSeconds),
  minLatencyMs: Type.Optional(Type.Number({ minimum: 0 })),
  maxLatencyMs: Type.Optional(Type.Number({ minimum: 0 })),
  /** Found in input or output, status, trace_id or task_id; letter case ignored. */
  text: Type.Optional(SearchText),
});
export type ExecutionFilter = Static<typeof ExecutionFilter>;

export const executionSorts = ["newest", "oldest", "slowest", "fastest", "arrival"] as const;

export const ExecutionRow = closed({
  /** Byte offset of the record in its journal: what `executions.get` takes. */
  offset: Count,
  traceId: Type.String(),
  taskId: nullable(Type.String()),
  engineId: Type.String(),
  timestampS: Count,
  success: Type.Boolean(),
  latencyMs: nullable(Type.Number()),
  quality: nullable(Type.Number()),
  status: nullable(Type.String()),
  /** The first 200 characters. */
  inputHead: Type.String(),
  outputHead: Type.String(),
});
export type ExecutionRow = Static<typeof ExecutionRow>;

export const ExecutionPage = closed({
  rows: Type.Array(ExecutionRow),
  nextCursor: nullable(Type.String()),
  /** How many match in all. */
  total: Count,
});
export type ExecutionPage = Static<typeof ExecutionPage>;

/** One record read whole from its journal. */
export const RawRecord = closed({
  offset: Count,
  sizeBytes: Count,
  /** The line as it is on disk; cut at 1 000 000 characters, which `cut` says. */
  raw: Type.String(),
  cut: Type.Boolean(),
  /** File and line's byte range, for `head`, `tail` and `jq`. */
  file: Type.String(),
});
export type RawRecord = Static<typeof RawRecord>;

export const executionProcedures = {
  "executions.list": query(
    closed({ filter: ExecutionFilter, sort: literals(executionSorts), cursor: Type.Optional(Cursor), limit: PageSize }),
    ExecutionPage,
  ),
  "executions.get": query(closed({ offset: Count }), RawRecord),
};
