import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, literals, Nothing, nullable, strictObject } from "./shapes.ts";

/** Bounds of a question in SQL; `maxBytes` is of the answer as JSON. */
export const sqlLimits = {
  textCharacters: 100_000,
  defaultTimeoutMs: 30_000,
  maxTimeoutMs: 600_000,
  maxRows: 10_000,
  maxBytes: 5_000_000,
} as const;

export const SqlColumn = strictObject({
  name: Type.String(),
  /** As DuckDB names it: BIGINT, DOUBLE, VARCHAR, TIMESTAMP, VARCHAR[] … */
  type: Type.String(),
});
export type SqlColumn = Static<typeof SqlColumn>;

/** A whole number beyond 2^53 is a string; a time is "2026-11-27 18:00:00" in UTC; a list or struct is a string of JSON. */
export const SqlCell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export type SqlCell = Static<typeof SqlCell>;

export const SqlAnswer = strictObject({
  columns: Type.Array(SqlColumn),
  rows: Type.Array(Type.Array(SqlCell)),
  /** What ended the rows before their end; null: these are all. */
  cut: nullable(literals(["rows", "bytes"])),
  elapsedMs: Type.Number({ minimum: 0 }),
  /** Comparisons left out because a blind queue on the screen has not revealed them yet. */
  sealed: Count,
});
export type SqlAnswer = Static<typeof SqlAnswer>;

export const SqlTable = strictObject({
  name: Type.String(),
  about: Type.String(),
  columns: Type.Array(strictObject({ name: Type.String(), type: Type.String(), unit: nullable(Type.String()), about: Type.String() })),
});
export type SqlTable = Static<typeof SqlTable>;

export const sqlProcedures = {
  /** Fails with invalid_argument (its `where` is "line L, column C" where DuckDB says so), refused, over_limit, cancelled. */
  "sql.run": query(
    strictObject({
      sql: Type.String({ minLength: 1, maxLength: sqlLimits.textCharacters }),
      maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: sqlLimits.maxRows })),
      timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: sqlLimits.maxTimeoutMs })),
    }),
    SqlAnswer,
  ),
  "sql.tables": query(Nothing, strictObject({ tables: Type.Array(SqlTable), functions: Type.Array(Type.String()) })),
};
