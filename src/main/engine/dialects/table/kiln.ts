import { isObject, toObject } from "../../base/json-value.ts";
import { systemTurns } from "../conversation.ts";
import type { Dialect, MappingContext, Outcome, Proof, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { fromOpenaiMessages } from "../messages/openai.ts";
import { toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readTime } from "../times.ts";
import { toTrainingOutcome, unratedUse } from "../training.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Runs of Kiln: a file `task_run.kiln` each, in folders of a project; formats.md B.2, B.3 15.
 * @see https://github.com/Kiln-AI/Kiln/blob/main/libs/core/kiln_ai/datamodel/task_run.py
 */
export const kiln: Dialect = {
  name: "kiln",
  title: "Kiln task runs",
  version: "1",
  kinds: ["training_sample", "engine_execution", "comparison_result"],
  fields: [
    {
      from: "output.source.properties.model_name",
      to: "engine_id",
      note: "Of a synthetic output. One that a person wrote is a sample alone.",
    },
    { from: "created_at", to: "timestamp, created_at", unit: "ISO 8601" },
    { from: "input, output.output", to: "input, output" },
    {
      from: "trace | task.kiln: instruction",
      to: "messages",
      note: "The instruction of the task as system prompt, where one task.kiln is imported with the runs.",
    },
    { from: "usage.total_llm_latency_ms", to: "metrics.latency_ms", unit: "milliseconds" },
    { from: "usage", to: "metrics.input_tokens, output_tokens, cached_input_tokens, cost_usd", unit: "US dollars" },
    {
      from: "output.rating",
      to: "quality_score",
      note: "five_star (v − 1) / 4, pass_fail v, pass_fail_critical (v + 1) / 2. `value` may be null: not rated.",
    },
    unratedUse,
    { from: "repaired_output.output", to: "candidates, winner", note: "A comparison: the repair beats the output, score 1." },
    { from: "tags", to: "tags" },
  ],
  scope: "row",
  joins: true,
  detect: (sample) => 0.97 * shareOf(sample, (row) => isRun(row) || isOther(row)),
  open(context, emit) {
    const system = systemTurns(findInstruction(context));
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (!isRun(row.value)) return emit(skip(row, "a project or task"));
        for (const outcome of toOutcomes(context, row, row.value, system)) emit(outcome);
      },
      end: () => {},
    };
  },
};

type Raw = Record<string, unknown>;

const isRun = (row: Raw) =>
  row.model_type === "task_run" || (isObject(row.output) && "output" in row.output && "source" in row.output && "input" in row);
const isOther = (row: Raw) =>
  typeof row.model_type === "string" && /^(task|project|finetune|eval|prompt|dataset_split)$/.test(row.model_type) && "v" in row;

/** The instruction of the one task among the companions. */
function findInstruction({ companions }: MappingContext): unknown {
  const tasks = companions.flatMap(({ rows }) => rows).filter((row) => isObject(row) && row.model_type === "task");
  return tasks.length === 1 ? toObject(tasks[0]).instruction : undefined;
}

function toOutcomes(context: MappingContext, row: Row, run: Raw, system: Turn[]): Outcome[] {
  const output = toObject(run.output);
  const source = toObject(output.source);
  const usage = toObject(run.usage);
  const id = readText(run.id) ?? digest(run);
  const time = readTime(run.created_at);
  const [input, answer] = [asText(run.input) ?? "", asText(output.output) ?? ""];
  const trace = fromOpenaiMessages(run.trace);
  const question: Turn = { role: "user", content: input };
  const said: Turn = { role: "assistant", content: answer };
  const messages = trace.length > 0 ? trace : system.length > 0 ? [...system, question, said] : undefined;
  const { quality, proofs } = readRating(toObject(output.rating));
  const tags = asList(run.tags).filter((tag) => typeof tag === "string" && tag !== "") as string[];
  const latency = readNumber(usage.total_llm_latency_ms);
  if (latency !== undefined)
    proofs.push({
      from: "usage.total_llm_latency_ms",
      value: latency,
      to: "metrics.latency_ms",
      became: latency,
      because: "the field names its unit",
    });
  const outcomes = [
    toTrainingOutcome(context, row, {
      input,
      output: answer,
      messages,
      quality,
      validated: quality !== undefined,
      tags,
      id,
      createdAt: time?.seconds,
      proofs,
    }),
  ];
  if (source.type === "synthetic")
    outcomes.push(
      toExecutionOutcome(
        context,
        { rows: [row.number], id: `${id}/execution`, proofs },
        {
          trace_id: id,
          engine_id: readText(toObject(source.properties).model_name),
          timestamp: time,
          input,
          output: answer,
          messages,
          success: true,
          metrics: {
            latency_ms: latency,
            input_tokens: readNumber(usage.input_tokens),
            output_tokens: readNumber(usage.output_tokens),
            cached_input_tokens: readNumber(usage.cached_tokens),
            cost_usd: readNumber(usage.cost),
            quality_score: quality,
          },
          tags: tags.length > 0 ? tags : undefined,
        },
      ),
    );
  const repaired = asText(toObject(run.repaired_output).output);
  if (repaired !== undefined)
    outcomes.push(
      toComparisonOutcome(
        context,
        { rows: [row.number], id: `${id}/repair` },
        {
          comparison_id: id,
          query: input,
          messages: messages === undefined ? undefined : [...system, question],
          candidates: [
            { engine_id: readText(toObject(source.properties).model_name) ?? "human", output: answer, messages: messages && [said] },
            { engine_id: "repair", output: repaired, messages: messages && [{ role: "assistant", content: repaired }] },
          ],
          winner: { position: 1, score: 1 },
          tags: tags.length > 0 ? tags : undefined,
        },
      ),
    );
  return outcomes;
}

function readRating({ type, value }: Raw): { quality?: number | undefined; proofs: Proof[] } {
  const rating = readNumber(value);
  const [min, max] = type === "five_star" ? [1, 5] : type === "pass_fail" ? [0, 1] : type === "pass_fail_critical" ? [-1, 1] : [0, 0];
  const quality = min === max ? undefined : toUnit(rating, min, max);
  if (quality === undefined) return { proofs: [] };
  return {
    quality,
    proofs: [
      { from: "output.rating.value", value: rating, to: "quality_score", became: quality, because: `${type} goes from ${min} to ${max}` },
    ],
  };
}
