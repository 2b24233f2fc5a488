import {
  type ExecutionFilter,
  maxDialectCharacters,
  maxRecordIdCharacters,
  maxSourceFileCharacters,
  maxStatusCharacters,
  maxTagCharacters,
  weekdays,
} from "../../../contract/index.ts";
import { type Field, flag, isWithin, number, numbers, text, texts, time } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import { emptyFilter } from "./filter.ts";

/** An empty status is one, too. */
const statuses: Field<string[]> = {
  parameter: "status",
  isQuiet: false,
  write: (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []),
  read: (values) => {
    const known = values.filter((one) => isWithin(one, maxStatusCharacters));
    return known.length === 0 ? undefined : known;
  },
};

const amount = { min: 0 };
const share = { min: 0, max: 1 };
const count = { min: 0, isWhole: true };

/** What of Executions is in its address. */
export const executionsAddress: readonly AddressPart[] = [
  fieldsPart<ExecutionFilter>("executions.filter", emptyFilter, {
    engines: texts("engine"),
    success: flag("success"),
    fromS: time("from"),
    toS: time("to"),
    hours: numbers("hour", { min: 0, max: 23, isWhole: true }),
    weekdays: texts("weekday", { among: weekdays }),
    minLatencyMs: number("min-latency-ms", amount),
    maxLatencyMs: number("max-latency-ms", amount),
    minQuality: number("min-quality", share),
    maxQuality: number("max-quality", share),
    minCostUsd: number("min-cost-usd", amount),
    maxCostUsd: number("max-cost-usd", amount),
    minInputTokens: number("min-input-tokens", count),
    maxInputTokens: number("max-input-tokens", count),
    minOutputTokens: number("min-output-tokens", count),
    maxOutputTokens: number("max-output-tokens", count),
    minMemoryMb: number("min-memory-mb", amount),
    maxMemoryMb: number("max-memory-mb", amount),
    minCpuPercent: number("min-cpu-percent", amount),
    maxCpuPercent: number("max-cpu-percent", amount),
    statuses,
    noStatus: flag("no-status"),
    cached: flag("cached"),
    tag: text("tag", { maxCharacters: maxTagCharacters }),
    dialect: text("format", { maxCharacters: maxDialectCharacters }),
    sourceFile: text("file", { maxCharacters: maxSourceFileCharacters }),
    traceId: text("trace", { maxCharacters: maxRecordIdCharacters }),
    taskId: text("task", { maxCharacters: maxRecordIdCharacters }),
    text: text("text", { isQuiet: true }),
  }),
  valuePart("executions.sort", "newest", text("sort")),
  valuePart<number | null>("executions.selected", null, number("record", { isQuiet: true, min: 0, isWhole: true })),
  valuePart("executions.open", false, flag("open")),
  valuePart<number | null>("executions.marked", null, number("marked", { isQuiet: true, min: 0, isWhole: true })),
  valuePart("executions.comparing", false, flag("compare")),
];
