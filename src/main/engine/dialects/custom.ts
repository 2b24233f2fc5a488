import type { Mapping } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { type Askable, type Dialect, eachRow } from "./dialect.ts";
import { digest, toExecution } from "./drafts.ts";
import { applyRules, readRule, toSuccess } from "./field-rules.ts";
import { readTime } from "./times.ts";

/** The dialect of a file that nobody knows but the person who mapped its fields: rows of executions. */
export const customName = "custom";

export function customDialect(mapping: Mapping): Dialect {
  return {
    name: customName,
    title: "Fields mapped by hand",
    version: "1",
    kinds: ["engine_execution"],
    fields: Object.entries(mapping).map(([to, { from, value, unit }]) => ({
      from: from ?? JSON.stringify(value),
      to,
      ...(unit === undefined ? {} : { unit }),
    })),
    scope: "row",
    detect: () => 0,
    open: ({ answers }, emit) =>
      eachRow(({ value: row, number }) => {
        const rows = [number];
        if (!isObject(row)) return emit({ type: "skip", rows, why: "row that is no object" });
        const engine = mapping.engine && readRule(row, mapping.engine);
        const engineId = engine === undefined || engine === null || engine === "" ? answers.engine_id : String(engine);
        const timestamp = mapping.time ? readTime(readRule(row, mapping.time))?.seconds : answers.timestamp;
        const success = mapping.success ? toSuccess(readRule(row, mapping.success)) : (answers.success ?? true);
        const asks: Askable[] = [];
        if (engineId === undefined) asks.push("engine_id");
        if (timestamp === undefined && !mapping.time) asks.push("timestamp");
        if (asks.length > 0) return emit({ type: "ask", rows, asks });
        const draft = toExecution({
          trace_id: `custom-${digest(row)}`,
          engine_id: engineId as string,
          timestamp: timestamp ?? 0,
          input: "",
          output: "",
          success: success ?? true,
        });
        const { engine: _, ...rest } = mapping;
        const { record, problem } = applyRules("engine_execution", draft, row, rest);
        emit(problem === null ? { type: "record", kind: "engine_execution", record, rows } : { type: "reject", rows, finding: problem });
      }),
  };
}
