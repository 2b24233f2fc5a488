import { expect } from "vitest";
import type { Companion, Dialect, MappingContext } from "../dialects/dialect.ts";
import { detectDialects } from "../dialects/dialects.ts";
import { convertRows } from "./convert-foreign.ts";

/** Converts one file, which has to be taken for one of the dialect, whose records have to be valid and whose rows have to be conserved. */
export function convertValid(dialect: Dialect, file: Companion, context: Partial<MappingContext> = {}) {
  expect(detectDialects(file)[0]?.dialect.name).toBe(dialect.name);
  const foreign = { name: file.name, rows: [...file.rows] };
  const conversion = convertRows(dialect, foreign, { answers: { timestamp: 1_700_000_000 }, ...context });
  const of = (kind: string) => conversion.records.filter((one) => one.kind === kind).map(({ record }) => record);
  return { ...conversion, executions: of("engine_execution"), comparisons: of("comparison_result") };
}
