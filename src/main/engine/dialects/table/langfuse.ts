import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { toAnyConversation } from "../messages/any.ts";
import { msBetween, readTime } from "../times.ts";
import { firstText, readCount, readNumber, readTags, readText, unwrapJson } from "../values.ts";
import { readQuality } from "./langfuse-scores.ts";

/**
 * Exports of Langfuse: downloads of one trace (`{trace, observations}`), exports of the observations table (version 3: camel case, JSON, JSONL or
 * CSV), of events (version 4: `latencyMs`), and of the blob storage integration (snake case).
 * @see https://github.com/langfuse/langfuse, worker/src/features/database-read-stream, packages/shared/src/domain/observations.ts
 */
export const langfuse: Dialect = {
  name: "langfuse",
  title: "Langfuse export",
  version: "2",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "type", to: "", note: "only GENERATION is a record: AGENT and SPAN may repeat its model and usage" },
    { from: "id", to: "trace_id" },
    { from: "traceId", to: "task_id" },
    { from: "model, providedModelName", to: "engine_id" },
    { from: "startTime", to: "timestamp", unit: "ISO 8601; UTC where no zone is given" },
    {
      from: "endTime − startTime",
      to: "metrics.latency_ms",
      unit: "ISO 8601",
      note: "`latency` never: seconds in one export, milliseconds in the next; `latencyMs` where there is no end",
    },
    {
      from: "completionStartTime − startTime",
      to: "metrics.ttft_ms",
      unit: "ISO 8601",
      note: "else `timeToFirstTokenMs`; `timeToFirstToken` never",
    },
    { from: "level, endTime", to: "metrics.success", note: "level is not ERROR and there is an end" },
    {
      from: "usageDetails.input, .output",
      to: "metrics.input_tokens, metrics.output_tokens",
      note: "else inputUsage or, of version 2, promptTokens, usage.input, and their like, above 0",
    },
    { from: "costDetails.total, totalCost", to: "metrics.cost_usd", unit: "US dollars" },
    { from: "input, output", to: "input, output, messages", note: "any API's messages, or JSON text of them" },
    {
      from: "<score column>, trace.scores[]",
      to: "metrics.quality_score",
      unit: "0 to 1",
      note: "mean of a score that says how good; see docs",
    },
    { from: "traceTags, trace.tags", to: "tags" },
  ],
  detect: (sample) => Math.max(0.98 * shareOf(sample, isTrace), 0.95 * shareOf(sample, isObservation)),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

/** A download (`{trace, observations}`), a trace of the API with its observations, or a page of the API's observations. */
function readList(row: Record<string, unknown>): Record<string, unknown>[] | undefined {
  const list = Array.isArray(row.observations) ? row.observations : Array.isArray(row.data) && isObject(row.meta) ? row.data : undefined;
  const found = list?.filter(isObject);
  return found && (isObject(row.trace) || found.some(isObservation)) ? found : undefined;
}

const isTrace = (row: Record<string, unknown>) => readList(row) !== undefined;

/** In snake case, too. */
const isObservation = (row: Record<string, unknown>) =>
  ("traceId" in row || "trace_id" in row) &&
  ("startTime" in row || "start_time" in row) &&
  types.has(String(row.type)) &&
  [
    "parentObservationId",
    "parent_observation_id",
    "usageDetails",
    "usage_details",
    "completionStartTime",
    "completion_start_time",
    "providedModelName",
    "provided_model_name",
  ].some((name) => name in row);

const types = new Set(["SPAN", "EVENT", "GENERATION", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"]);

function map(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const list = readList(value);
  if (list === undefined) {
    if (value.type === "GENERATION") mapGeneration(value, {}, row, context, emit);
    else emitSkip(emit, row, isObservation(value) ? `observation of type ${value.type}` : "no observation");
    return;
  }
  const trace = toObject(value.trace ?? value);
  const generations = list.filter(({ type }) => type === "GENERATION");
  for (const generation of generations) mapGeneration(generation, trace, row, context, emit);
  if (generations.length === 0) emitSkip(emit, row, "trace without a generation");
}

function mapGeneration(
  value: Record<string, unknown>,
  trace: Record<string, unknown>,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  /** A field by its name in camel case, or in snake case. */
  const get = (name: string) => value[name] ?? value[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  const proofs = openProofs(context);
  const [start, end, first] = [readTime(get("startTime")), readTime(get("endTime")), readTime(get("completionStartTime"))];
  let latency_ms = msBetween(start, end);
  prove(
    proofs,
    "endTime",
    get("endTime"),
    "metrics.latency_ms",
    latency_ms,
    "`startTime` and `endTime` are times, so their difference is used; `latency` is seconds in some exports and milliseconds in others",
  );
  if (latency_ms === undefined) {
    latency_ms = readNumber(value.latencyMs);
    prove(
      proofs,
      "latencyMs",
      value.latencyMs,
      "metrics.latency_ms",
      latency_ms,
      "its name says milliseconds, and there is no end to count to",
    );
  }
  let ttft_ms = msBetween(start, first);
  prove(
    proofs,
    "completionStartTime",
    get("completionStartTime"),
    "metrics.ttft_ms",
    ttft_ms,
    "the answer began at `completionStartTime`, counted from `startTime`",
  );
  if (ttft_ms === undefined) {
    ttft_ms = readNumber(value.timeToFirstTokenMs);
    prove(proofs, "timeToFirstTokenMs", value.timeToFirstTokenMs, "metrics.ttft_ms", ttft_ms, "its name says milliseconds");
  }
  const quality = readQuality(value, trace.scores);
  if (quality) prove(proofs, quality.name, quality.value, "metrics.quality_score", quality.score, quality.because);

  const usage = toObject(unwrapJson(get("usageDetails")));
  const cost = toObject(unwrapJson(get("costDetails")));
  const legacy = toObject(unwrapJson(value.usage));
  const id = readText(value.id);
  const level = readText(value.level);
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(value),
      task_id: firstText(get("traceId")),
      engine_id: firstText(value.model, get("providedModelName"), get("provided_model")),
      timestamp: start,
      ...toAnyConversation(value.input, value.output),
      status: firstText(get("statusMessage"), level === "DEFAULT" ? undefined : level),
      success: level !== "ERROR" && (end !== undefined || latency_ms !== undefined),
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readSide(usage, "input") ?? above0(get("inputUsage") ?? get("promptTokens") ?? legacy.input),
        output_tokens: readSide(usage, "output") ?? above0(get("outputUsage") ?? get("completionTokens") ?? legacy.output),
        cached_input_tokens: readCount(usage.input_cached_tokens ?? usage.input_cache_read ?? usage.cache_read_input_tokens),
        reasoning_tokens: readCount(usage.output_reasoning_tokens ?? usage.output_reasoning),
        cost_usd: readNumber(cost.total) ?? above0(get("totalCost") ?? get("calculatedTotalCost")),
        quality_score: quality?.score,
      },
      tags: readTags(get("traceTags") ?? trace.tags),
    },
  );
}

/**
 * Tokens of one side. `input` may leave out what `input_cached_tokens` and its like count, or not: it does where all counts add up to `total`.
 */
function readSide(usage: Record<string, unknown>, side: "input" | "output"): number | undefined {
  const plain = readCount(usage[side]);
  const [ins, outs] = [sumOf(usage, /^input|_input_/), sumOf(usage, /^output/)];
  return plain !== undefined && ins + outs === readCount(usage.total) ? (side === "input" ? ins : outs) : plain;
}

function sumOf(usage: Record<string, unknown>, names: RegExp): number {
  return Object.entries(usage).reduce((sum, [name, value]) => (names.test(name) ? sum + (readCount(value) ?? 0) : sum), 0);
}

/** Columns that have 0 where nothing is known. */
function above0(value: unknown): number | undefined {
  const number = readNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}
