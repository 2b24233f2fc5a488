import { expect } from "vitest";
import type { Dialect, MappingContext } from "../dialects/dialect.ts";
import { detectDialects } from "../dialects/dialects.ts";
import { convertRows } from "./convert-foreign.ts";

/** Converts one file, which has to be told by its content; `convertRows` says what is expected of its records and rows. */
export function convertDetected(dialect: Dialect, rows: readonly unknown[], context: Partial<MappingContext> = {}) {
  const file = { name: context.name ?? "file.jsonl", rows: [...rows] };
  expect(detectDialects(file)[0]?.dialect.name).toBe(dialect.name);
  const conversion = convertRows(dialect, file, { answers: { engine_id: "m", timestamp: 1_700_000_000 }, ...context });
  const pick = (kind: string) => conversion.records.filter((one) => one.kind === kind).map(({ record }) => record);
  return { ...conversion, executions: pick("engine_execution"), comparisons: pick("comparison_result") };
}

export const user = (content: string) => ({ role: "user", content });
export const assistant = (content: string) => ({ role: "assistant", content });
