import type { ExecutionFilter } from "../../../contract/index.ts";
import { flag, number, text, texts } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import { emptyFilter } from "./filter.ts";

/** What of Executions is in its address. */
export const executionsAddress: readonly AddressPart[] = [
  fieldsPart<ExecutionFilter>("executions.filter", emptyFilter, {
    engines: texts("engine"),
    success: flag("success"),
    fromS: number("from"),
    toS: number("to"),
    minLatencyMs: number("min-latency-ms"),
    maxLatencyMs: number("max-latency-ms"),
    minCostUsd: number("min-cost-usd"),
    cached: flag("cached"),
    tag: text("tag"),
    text: text("text", { isQuiet: true }),
  }),
  valuePart("executions.sort", "newest", text("sort")),
  valuePart<number | null>("executions.selected", null, number("record", { isQuiet: true })),
  valuePart("executions.open", false, flag("open")),
];
