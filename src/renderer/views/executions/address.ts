import { type ExecutionFilter, weekdays } from "../../../contract/index.ts";
import { type Field, flag, number, numbers, text, texts, time } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import { emptyFilter } from "./filter.ts";

/** An empty status is one, too. */
const statuses: Field<string[]> = {
  parameter: "status",
  isQuiet: false,
  write: (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []),
  read: (values) => (values.length === 0 ? undefined : [...values]),
};

/** What of Executions is in its address. */
export const executionsAddress: readonly AddressPart[] = [
  fieldsPart<ExecutionFilter>("executions.filter", emptyFilter, {
    engines: texts("engine"),
    success: flag("success"),
    fromS: time("from"),
    toS: time("to"),
    hours: numbers("hour", { min: 0, max: 23, isWhole: true }),
    weekdays: texts("weekday", { among: weekdays }),
    minLatencyMs: number("min-latency-ms"),
    maxLatencyMs: number("max-latency-ms"),
    minQuality: number("min-quality"),
    maxQuality: number("max-quality"),
    minCostUsd: number("min-cost-usd"),
    maxCostUsd: number("max-cost-usd"),
    minInputTokens: number("min-input-tokens"),
    maxInputTokens: number("max-input-tokens"),
    minOutputTokens: number("min-output-tokens"),
    maxOutputTokens: number("max-output-tokens"),
    minMemoryMb: number("min-memory-mb"),
    maxMemoryMb: number("max-memory-mb"),
    minCpuPercent: number("min-cpu-percent"),
    maxCpuPercent: number("max-cpu-percent"),
    statuses,
    noStatus: flag("no-status"),
    cached: flag("cached"),
    tag: text("tag"),
    dialect: text("format"),
    sourceFile: text("file"),
    traceId: text("trace"),
    taskId: text("task"),
    text: text("text", { isQuiet: true }),
  }),
  valuePart("executions.sort", "newest", text("sort")),
  valuePart<number | null>("executions.selected", null, number("record", { isQuiet: true, min: 0, isWhole: true })),
  valuePart("executions.open", false, flag("open")),
  valuePart<number | null>("executions.marked", null, number("marked", { isQuiet: true, min: 0, isWhole: true })),
  valuePart("executions.comparing", false, flag("compare")),
];
