import { type ExecutionFilter, type Weekday, weekdays } from "../../contract/index.ts";
import type { Arguments, OptionSpecs } from "./command.ts";
import { rangeOptions, readRange } from "./time-value.ts";
import { usageError } from "./usage.ts";
import { oneOf } from "./values.ts";

const outcomes = ["succeeded", "failed"] as const;
const answerers = ["engine", "cache"] as const;

/** Bounds of a number: the option's name, the part of the filter, and what it bounds. */
const bounds = [
  ["min-latency", "minLatencyMs", "Latency in ms, at least"],
  ["max-latency", "maxLatencyMs", "Latency in ms, at most"],
  ["min-quality", "minQuality", "Quality, at least; 0 to 1"],
  ["max-quality", "maxQuality", "Quality, at most; 0 to 1"],
  ["min-cost", "minCostUsd", "Cost in US dollars, at least"],
  ["max-cost", "maxCostUsd", "Cost in US dollars, at most"],
  ["min-memory", "minMemoryMb", "Peak memory in MB, at least"],
  ["max-memory", "maxMemoryMb", "Peak memory in MB, at most"],
  ["min-cpu", "minCpuPercent", "Mean processor use in percent of one core, at least"],
  ["max-cpu", "maxCpuPercent", "Mean processor use in percent of one core, at most"],
  ["min-input-tokens", "minInputTokens", "Input tokens, at least"],
  ["max-input-tokens", "maxInputTokens", "Input tokens, at most"],
  ["min-output-tokens", "minOutputTokens", "Output tokens, at least"],
  ["max-output-tokens", "maxOutputTokens", "Output tokens, at most"],
] as const;

const texts = [
  ["text", "text", "TEXT", "Found in input, output, conversation, status, trace or task, whatever the case"],
  ["tag", "tag", "TAG", "With this tag"],
  ["source-format", "dialect", "D", "Converted from this format, as --dialect names it"],
  ["source-file", "sourceFile", "NAME", "Imported from this file"],
  ["trace", "traceId", "ID", "Of this trace, letter for letter"],
  ["task", "taskId", "ID", "Of this task, letter for letter"],
] as const;

/** Engines to narrow a question to. */
export const enginesOption = {
  engine: { type: "string", multiple: true, value: "ID", help: "Only this engine; may be given several times" },
} as const satisfies OptionSpecs;

/** The options that filter executions. */
export const executionFilterOptions: OptionSpecs = {
  ...enginesOption,
  outcome: { type: "string", value: "O", help: `${outcomes.join(" or ")}` },
  status: { type: "string", multiple: true, value: "S", help: "The engine's own word on the outcome; may be given several times" },
  "no-status": { type: "boolean", help: "Without a status; with --status, these besides" },
  ...rangeOptions,
  hour: { type: "string", multiple: true, value: "H", help: "In this hour of the day, UTC: 0 to 23; may be given several times" },
  weekday: {
    type: "string",
    multiple: true,
    value: "DAY",
    help: "On this day of the week, UTC: Monday to Sunday; may be given several times",
  },
  ...Object.fromEntries(bounds.map(([name, , help]) => [name, { type: "string", value: "N", help } as const])),
  "answered-by": { type: "string", value: "W", help: `${answerers.join(" or ")}` },
  ...Object.fromEntries(texts.map(([name, , value, help]) => [name, { type: "string", value, help } as const])),
};

/** The filter that the options make. @throws AssayError invalid_argument. */
export function readExecutionFilter(options: Arguments): ExecutionFilter {
  const engines = options.texts("engine");
  const statuses = options.texts("status");
  const outcome = options.text("outcome");
  const answeredBy = options.text("answered-by");
  const hours = options.texts("hour").map(readHour);
  const days = options.texts("weekday").map(readWeekday);
  const numbers = bounds.flatMap(([name, part]) => {
    const value = options.text(name);
    return value === undefined ? [] : [[part, readBound(name, part, value)]];
  });
  const said = texts.flatMap(([name, part]) => {
    const value = options.text(name);
    return value === undefined || value === "" ? [] : [[part, value]];
  });
  return {
    ...(engines.length === 0 ? {} : { engines }),
    ...(outcome === undefined ? {} : { success: oneOf("outcome", outcome, outcomes) === "succeeded" }),
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(options.flag("no-status") ? { noStatus: true } : {}),
    ...readRange(options.text("from"), options.text("to")),
    ...(hours.length === 0 ? {} : { hours }),
    ...(days.length === 0 ? {} : { weekdays: days }),
    ...Object.fromEntries(numbers),
    ...(answeredBy === undefined ? {} : { cached: oneOf("answered-by", answeredBy, answerers) === "cache" }),
    ...Object.fromEntries(said),
  };
}

function readHour(value: string): number {
  const hour = /^\d{1,2}$/.test(value) ? Number(value) : Number.NaN;
  if (hour <= 23) return hour;
  throw usageError(`--hour must be a whole number from 0 to 23, not "${value}".`, "executions");
}

/** Its name, or the first letters of it, three or more: "Tue". */
function readWeekday(value: string): Weekday {
  const day = value.length < 3 ? undefined : weekdays.find((one) => one.toLowerCase().startsWith(value.toLowerCase()));
  if (day !== undefined) return day;
  throw usageError(`--weekday must be one of ${weekdays.join(", ")}, not "${value}".`, "executions");
}

function readBound(name: string, part: (typeof bounds)[number][1], value: string): number {
  const isWhole = part.endsWith("Tokens");
  const number = /^\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : Number.NaN;
  const isIn = Number.isFinite(number) && (!part.endsWith("Quality") || number <= 1) && (!isWhole || Number.isInteger(number));
  if (isIn) return number;
  const range = part.endsWith("Quality") ? "a number from 0 to 1" : isWhole ? "a whole number, 0 or more" : "a number, 0 or more";
  throw usageError(`--${name} must be ${range}, not "${value}".`, "executions");
}
