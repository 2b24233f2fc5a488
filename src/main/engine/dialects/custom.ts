import type { Mapping } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { type Askable, type Dialect, type Draft, eachRow, type Proof } from "./dialect.ts";
import { toExecution } from "./drafts.ts";
import { applyRules, readRule, readSuccess } from "./field-rules.ts";
import { readTime } from "./times.ts";

/** The dialect of a file that nobody knows but the person who mapped its fields: rows of executions. */
export const customName = "custom";

export function customDialect(mapping: Mapping): Dialect {
  const { engine: _, ...rest } = mapping;
  return {
    name: customName,
    title: "Fields mapped by hand",
    version: "2",
    kinds: ["engine_execution"],
    fields: Object.entries(mapping).map(([to, { from, value, unit }]) => ({
      from: from ?? JSON.stringify(value),
      to,
      ...(unit === undefined ? {} : { unit }),
    })),
    scope: "row",
    detect: () => 0,
    open: ({ answers, explain }, emit) =>
      eachRow(({ value: row, number, sha256 }) => {
        const rows = [number];
        if (!isObject(row)) return emit({ type: "skip", rows, why: "row that is no object" });
        const engine = mapping.engine && readRule(row, mapping.engine);
        const engineId = engine === undefined || engine === null || engine === "" ? answers.engine_id : String(engine);
        const timestamp = mapping.time ? readTime(readRule(row, mapping.time))?.seconds : answers.timestamp;
        const success = mapping.success ? readSuccess(readRule(row, mapping.success), mapping.success) : (answers.success ?? true);
        const asks: Askable[] = [];
        if (engineId === undefined) asks.push("engine_id");
        if (timestamp === undefined && !mapping.time) asks.push("timestamp");
        if (asks.length > 0) return emit({ type: "ask", rows, asks });
        const draft = toExecution({
          trace_id: `custom-${sha256.slice(0, 24)}`,
          engine_id: engineId as string,
          timestamp: timestamp ?? 0,
          input: "",
          output: "",
          success: success ?? true,
        });
        const { record, problem } = applyRules("engine_execution", draft, row, rest);
        if (problem !== null) return emit({ type: "reject", rows, finding: problem });
        const proofs = explain ? explainUnits(row, mapping, record) : [];
        emit({ type: "record", kind: "engine_execution", record, rows, proofs });
      }),
  };
}

const unitNames = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;

/** How durations and time were understood. */
function explainUnits(row: unknown, { latency, ttft, time }: Mapping, record: Draft): Proof[] {
  const proofs: Proof[] = [];
  const metrics = isObject(record.metrics) ? record.metrics : {};
  for (const [metric, rule] of [["latency_ms", latency] as const, ["ttft_ms", ttft] as const]) {
    const became = metrics[metric];
    if (rule?.from === undefined || typeof became !== "number") continue;
    const because = `${rule.from} is mapped as ${unitNames[rule.unit ?? "ms"]}`;
    proofs.push({ from: rule.from, value: readRule(row, rule), to: `metrics.${metric}`, became, because });
  }
  if (time?.from !== undefined && typeof record.timestamp === "number")
    proofs.push({
      from: time.from,
      value: readRule(row, time),
      to: "timestamp",
      became: record.timestamp,
      because: `${time.from} is mapped as the time`,
    });
  return proofs;
}
