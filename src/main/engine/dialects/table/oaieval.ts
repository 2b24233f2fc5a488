import { isObject, toObject } from "../../base/json-value.ts";
import { isConversation } from "../conversation.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { type DraftMetrics, digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { fromOpenaiMessages } from "../messages/openai.ts";
import { askedEngineUse, toExecutionOutcome } from "../outcomes.ts";
import { readTime } from "../times.ts";
import { readCount, readNumber, readText } from "../values.ts";

/**
 * Event logs of `oaieval`, the command of the openai/evals repository: a `spec`, events, a `final_report`, which may stand before the events.
 * @see https://github.com/openai/evals/blob/main/evals/record.py
 */
export const oaieval: Dialect = {
  name: "oaieval",
  title: "oaieval event log",
  version: "1",
  kinds: ["engine_execution"],
  fields: [
    { from: "run_id, event_id", to: "trace_id", note: "Of the sampling event: each is a record." },
    { from: "data.model, spec.completion_fns", to: "engine_id", note: "The first function; of a judge's answer the last." },
    { from: "sample_id", to: "task_id" },
    { from: "created_at", to: "timestamp", unit: "ISO 8601", note: "When the answer was recorded." },
    { from: "(nothing)", to: "metrics.latency_ms", note: "Unknown: nothing says when a call began." },
    { from: "data.prompt", to: "input, messages" },
    { from: "data.sampled", to: "output", note: "The first of several." },
    { from: "data.usage", to: "metrics.input_tokens, output_tokens, cached_input_tokens, reasoning_tokens" },
    {
      from: "match: data.correct | metrics: data.score, .accuracy, .f1_score",
      to: "metrics.quality_score",
      note: "Of the sample's latest answer before it, the judge's left out. Within 0 and 1.",
    },
    { from: "type: error", to: "metrics.success, status", note: "A failed call, a record of its own." },
    askedEngineUse,
  ],
  scope: "file",
  detect: (sample) => 0.97 * shareOf(sample, (row) => isSpec(row) || isEvent(row) || isReport(row)),
  open(context, emit) {
    let spec: Raw = {};
    const samples = new Map<string, Answer[]>();
    const failures: Answer[] = [];
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        const { value } = row;
        if (isSpec(value)) {
          spec = toObject(value.spec);
          return emit(skip(row, "what was run"));
        }
        if (isReport(value)) return emit(skip(row, "the final report"));
        if (!isEvent(value)) return emit(skip(row, "no event"));
        const key = JSON.stringify([value.run_id, value.sample_id]);
        const answers = samples.get(key) ?? [];
        if (value.type === "error") failures.push(openAnswer(row, value));
        else if (value.type === "sampling") samples.set(key, [...answers, openAnswer(row, value)]);
        else if (value.type !== "match" && value.type !== "metrics") emit(skip(row, "an event that is no answer"));
        else if (!score(answers, row, value, isJudged(spec, value))) emit(skip(row, "a score without an answer"));
      },
      end() {
        for (const answer of [...samples.values()].flat()) emit(toOutcome(context, spec, answer));
        for (const failure of failures) emit(toOutcome(context, spec, failure));
      },
    };
  },
};

type Raw = Record<string, unknown>;

const isSpec = ({ spec }: Raw) => isObject(spec) && Array.isArray(spec.completion_fns) && "eval_name" in spec;
const isReport = (row: Raw) => "final_report" in row && Object.keys(row).length === 1;
const isEvent = (row: Raw) => "event_id" in row && "sample_id" in row && typeof row.type === "string" && isObject(row.data);

/** A `sampling` or `error` event, with what scored it. */
interface Answer {
  event: Raw;
  rows: number[];
  isJudge: boolean;
  quality: number | undefined;
}

const openAnswer = ({ number }: Row, event: Raw): Answer => ({ event, rows: [number], isJudge: false, quality: undefined });

/** Evaluations by a model record the judge's answer as one of the sample, last before the score. */
const isJudged = (spec: Raw, { type, data }: Raw): boolean => {
  const { cls } = toObject(toObject(spec.run_config).eval_spec);
  return type === "metrics" && ("choice" in toObject(data) || (readText(cls)?.includes("modelgraded") ?? false));
};

/** @returns whether there was an answer to score. */
function score(answers: readonly Answer[], { number }: Row, { type, data }: Raw, judged: boolean): boolean {
  const judge = judged && answers.length > 1 ? answers.at(-1) : undefined;
  if (judge !== undefined) judge.isJudge = true;
  const scored = answers.findLast((answer) => !answer.isJudge);
  if (scored === undefined) return false;
  scored.rows.push(number);
  scored.quality = readQuality(type, toObject(data)) ?? scored.quality;
  return true;
}

function readQuality(type: unknown, data: Raw): number | undefined {
  if (type === "match" && typeof data.correct === "boolean") return Number(data.correct);
  for (const value of [data.score, data.accuracy, data.f1_score]) {
    const quality = toUnit(typeof value === "boolean" ? Number(value) : readNumber(value), 0, 1);
    if (quality !== undefined) return quality;
  }
  return undefined;
}

function toOutcome(context: MappingContext, spec: Raw, { event, rows, isJudge, quality }: Answer): Outcome {
  const data = toObject(event.data);
  const failed = event.type === "error";
  const { sampled, prompt } = data;
  const output = failed ? "" : (asText(Array.isArray(sampled) ? sampled[0] : sampled) ?? "");
  const messages = isConversation(prompt) ? fromOpenaiMessages(prompt) : undefined;
  const id = `${readText(event.run_id) ?? digest(event)}/${readText(event.event_id) ?? ""}`;
  const engines = asList(spec.completion_fns);
  return toExecutionOutcome(
    context,
    { rows, id },
    {
      trace_id: id,
      task_id: readText(event.sample_id),
      engine_id: readText(data.model) ?? readText(isJudge ? engines.at(-1) : engines[0]),
      timestamp: readTime(event.created_at),
      input:
        messages === undefined
          ? asList(typeof prompt === "string" ? [prompt] : prompt)
              .filter(isText)
              .join("\n")
          : getPrompt(messages),
      output,
      messages: messages && (failed ? messages : [...messages, { role: "assistant", content: output }]),
      status: failed ? (readText(data.message) ?? readText(data.type) ?? "error") : undefined,
      success: !failed,
      metrics: { ...readUsage(toObject(data.usage)), quality_score: quality },
      tags: isJudge ? ["judge"] : undefined,
    },
  );
}

const isText = (value: unknown) => typeof value === "string";

const readUsage = (usage: Raw): DraftMetrics => ({
  input_tokens: readCount(usage.prompt_tokens),
  output_tokens: readCount(usage.completion_tokens),
  cached_input_tokens: readCount(toObject(usage.prompt_tokens_details).cached_tokens),
  reasoning_tokens: readCount(toObject(usage.completion_tokens_details).reasoning_tokens),
});
