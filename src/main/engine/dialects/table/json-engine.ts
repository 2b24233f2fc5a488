import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow, type MappingContext, type Outcome, type Row } from "../dialect.ts";
import { toSample } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, reject, rejectNoObject, toUnit } from "../fields.ts";
import { toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Records by the schemas 1.0.0 that the Rust crate parent_ai_json_engine bundles: times as text, texts within objects, `response` for an
 * answer. Their ids are kept, so that a sample still names its execution.
 * @see https://docs.rs/parent_ai_json_engine
 */
export const jsonEngine: Dialect = {
  name: "json-engine",
  title: "parent_ai_json_engine records, schema 1.0.0",
  version: "1",
  kinds: ["engine_execution", "comparison_result", "training_sample"],
  fields: [
    { from: "timestamp | created_at", to: "timestamp | created_at", unit: "ISO 8601" },
    { from: "input.content | query.content", to: "input | query", note: "`language` and `context` are left in the file." },
    { from: "output.content | candidates[].response", to: "output" },
    { from: "output.error.message | status", to: "status" },
    { from: "metrics.latency_ms", to: "metrics.latency_ms", unit: "milliseconds" },
    { from: "quality_score", to: "metrics.quality_score", note: "It stands at the top of an execution." },
    { from: "winner.engine_id, winner.score", to: "winner", note: "Without a score: the quality of the winner, else 1." },
    { from: "validation", to: "validation" },
    { from: "labels.tags", to: "tags" },
  ],
  scope: "row",
  detect: (sample) => 0.98 * shareOf(sample, (row) => isRecord(row) || isGenerated(row)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      if (isGenerated(row.value))
        return emit(
          reject(
            row,
            "",
            "text",
            "The sample has no input and no output: the crate's generator keeps none.",
            "Import the comparisons and generate samples from them.",
          ),
        );
      if (Array.isArray(row.value.candidates)) return emit(toVerdict(context, row, row.value));
      if ("sample_id" in row.value) return emit(toTraining(context, row, row.value));
      if ("engine_id" in row.value) return emit(toRun(context, row, row.value));
      emit(reject(row, "", "kind", "The row is no execution, no comparison and no sample."));
    }),
};

type Raw = Record<string, unknown>;

const isRecord = (row: Raw) => row.schema_version === "1.0.0" && ("trace_id" in row || "sample_id" in row || "comparison_id" in row);
const isGenerated = (row: Raw) => row.schema_version === "v1" && "sample_id" in row && "grade" in row && !("input" in row);

/** `{type, content}`, or the text itself. */
function readContent(value: unknown): string {
  const content = isObject(value) ? value.content : value;
  return asText(content) ?? (content === undefined || content === null ? "" : JSON.stringify(content));
}

/** Ids that are texts, which the schema requires; a digest would break the links between records. */
const idOf = (row: Raw, key: string) => readText(row[key]);

function toRun(context: MappingContext, row: Row, value: Raw): Outcome {
  const trace = idOf(value, "trace_id");
  if (trace === undefined) return reject(row, "/trace_id", "required", "The execution has no trace_id.");
  const metrics = toObject(value.metrics);
  if (typeof metrics.success !== "boolean")
    return reject(row, "/metrics/success", "required", "The execution does not say whether it succeeded.");
  const error = toObject(toObject(value.output).error);
  return toExecutionOutcome(
    context,
    { rows: [row.number], id: trace },
    {
      trace_id: trace,
      task_id: idOf(value, "task_id"),
      engine_id: readText(value.engine_id),
      engine_instance_id: idOf(value, "engine_instance_id"),
      timestamp: readTime(value.timestamp),
      input: readContent(value.input),
      output: readContent(value.output),
      status: readText(error.message) ?? readText(value.status),
      success: metrics.success,
      metrics: {
        latency_ms: readNumber(metrics.latency_ms),
        memory_mb: readNumber(metrics.memory_mb),
        cpu_percent: readNumber(metrics.cpu_percent),
        quality_score: toUnit(readNumber(value.quality_score ?? metrics.quality_score), 0, 1),
      },
    },
  );
}

function toVerdict(context: MappingContext, row: Row, value: Raw): Outcome {
  const id = idOf(value, "comparison_id");
  if (id === undefined) return reject(row, "/comparison_id", "required", "The comparison has no comparison_id.");
  const candidates = asList(value.candidates).map((raw) => {
    const { engine_id, response, output, metrics } = toObject(raw);
    const { latency_ms, quality_score, cost_usd } = toObject(metrics);
    return {
      engine_id: readText(engine_id) ?? "unknown",
      output: readContent(response ?? output),
      metrics: {
        latency_ms: readNumber(latency_ms),
        quality_score: toUnit(readNumber(quality_score), 0, 1),
        cost_usd: readNumber(cost_usd),
      },
    };
  });
  if (candidates.length === 0) return reject(row, "/candidates", "minItems", "The comparison has no candidates.");
  const { engine_id: winner, score } = toObject(value.winner);
  const position = candidates.findIndex(({ engine_id }) => engine_id === winner);
  if (winner !== undefined && position < 0) return reject(row, "/winner/engine_id", "winner", "The winner is none of the candidates.");
  return toComparisonOutcome(
    context,
    { rows: [row.number], id },
    {
      comparison_id: id,
      query: readContent(value.query),
      candidates,
      winner:
        position < 0 ? undefined : { position, score: toUnit(readNumber(score), 0, 1) ?? candidates[position]?.metrics.quality_score ?? 1 },
    },
  );
}

const tiers = ["gold", "silver", "bronze"] as const;

function toTraining(context: MappingContext, row: Row, value: Raw): Outcome {
  const id = idOf(value, "sample_id");
  const trace = idOf(value, "source_trace_id");
  if (id === undefined || trace === undefined)
    return reject(row, "/sample_id", "required", "The sample lacks its id or that of its source.");
  const tier = tiers.find((one) => one === value.tier);
  const { quality_score, validated } = toObject(value.validation);
  const quality = toUnit(readNumber(quality_score), 0, 1);
  if (tier === undefined) return reject(row, "/tier", "enum", "The tier is not gold, silver or bronze.");
  if (quality === undefined) return reject(row, "/validation/quality_score", "range", "The quality is not a number from 0 to 1.");
  const seconds = readTime(value.created_at)?.seconds ?? context.answers.timestamp;
  if (seconds === undefined) return { type: "ask", rows: [row.number], asks: ["timestamp"] };
  const tags = asList(toObject(value.labels).tags).filter((tag): tag is string => typeof tag === "string" && tag !== "");
  const record = toSample({
    sample_id: id,
    created_at: seconds,
    source_trace_id: trace,
    tier,
    input: readContent(value.input),
    output: readContent(value.output),
    quality,
    validated: validated === true,
    tags: tags.length > 0 ? tags : undefined,
  });
  return { type: "record", kind: "training_sample", record, rows: [row.number], id };
}
