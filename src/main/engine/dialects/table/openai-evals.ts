import { isObject, toObject } from "../../base/json-value.ts";
import type { Companion, Dialect, MappingContext, Outcome } from "../dialect.ts";
import { type DraftMetrics, digest, type Turn, toText } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { fromOpenaiMessages, mergeTurns } from "../messages/openai.ts";
import { askedEngineUse, askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { type Instant, readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Output items of OpenAI's Evals API, as a list page or a row each (the service closes on 30 November 2026), and labelled answers of the
 * openai/evals repository; formats.md B.2.
 * @see https://platform.openai.com/docs/api-reference/evals/getRunOutputItems
 */
export const openaiEvals: Dialect = {
  name: "openai-evals",
  title: "OpenAI Evals output items",
  version: "1",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    { from: "sample.model", to: "engine_id" },
    { from: "created_at", to: "timestamp", unit: "seconds" },
    { from: "eval_id, datasource_item_id", to: "task_id" },
    { from: "sample.input[] | datasource_item.query", to: "input, messages", note: "The latter of agents that Azure ran." },
    { from: "sample.output[] | datasource_item[sample.output_text]", to: "output, messages[-1]" },
    {
      from: "sample.error, status",
      to: "metrics.success",
      note: "false with an error; a failed grader is a low score, not a failed call.",
    },
    {
      from: "results[].score | results[].passed",
      to: "metrics.quality_score",
      note: "The mean of scores within 0 and 1; of graders with another scale, whether they passed.",
    },
    { from: "sample.usage", to: "metrics.input_tokens, output_tokens, cached_input_tokens" },
    { from: "(nothing)", to: "metrics.latency_ms", note: "Unknown: the items have no duration." },
    {
      from: "items of several runs with one datasource_item_id",
      to: "candidates",
      note: "The highest quality wins; equal at the top is a tie.",
    },
    { from: "input, completion, choice", to: "input, output, metrics.quality_score", note: "Labelled answers: Yes 1, No 0." },
    askedEngineUse,
    askedTimeUse,
  ],
  scope: "file",
  joins: true,
  detect: (sample) =>
    Math.max(
      0.97 * shareOf(sample, (row) => isItem(row) || findPage(row) !== undefined),
      0.9 * shareOf(sample, (row) => isLabelled(row) || isTask(row)),
    ),
  open(context, emit) {
    const items = new Map<string, { item: Item; row: number }[]>();
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (isLabelled(row.value)) return emit(toLabelled(context, row.number, row.value));
        const page = findPage(row.value) ?? (isItem(row.value) ? [row.value] : []);
        if (page.length === 0) return emit(skip(row, isTask(row.value) ? "a task without an answer" : "no output item"));
        for (const raw of page) {
          const item = readItem(raw);
          emit(toOutcome(context, row.number, item));
          if (item.failed || item.key === undefined) continue;
          const group = items.get(item.key);
          if (group === undefined) items.set(item.key, [{ item, row: row.number }]);
          else group.push({ item, row: row.number });
        }
      },
      end() {
        const others = findOthers(context);
        for (const [key, own] of items) {
          const rest = others.get(key) ?? [];
          // The file whose name comes first makes the comparison.
          if (rest.some(({ name }) => name < context.name)) continue;
          const group = [...own, ...rest.map(({ item }) => ({ item, row: undefined }))];
          if (new Set(group.map(({ item }) => item.run)).size > 1) emit(toComparison(context, group));
        }
      },
    };
  },
};

const isItem = (row: Record<string, unknown>) =>
  row.object === "eval.run.output_item" || ("datasource_item" in row && ("sample" in row || "run_id" in row) && Array.isArray(row.results));
const isLabelled = (row: Record<string, unknown>) =>
  typeof row.input === "string" && typeof row.completion === "string" && typeof row.choice === "string";
const isTask = (row: Record<string, unknown>) => "ideal" in row && "input" in row && !("completion" in row);

/** The items of a page of the API's list. */
function findPage(row: Record<string, unknown>): Record<string, unknown>[] | undefined {
  const pages = [row.data, row.output_items, row.items, row.results].map(asList);
  return pages.find((items) => items.length > 0 && items.every((item) => isObject(item) && isItem(item))) as
    | Record<string, unknown>[]
    | undefined;
}

interface Item {
  id: string;
  run: string;
  key: string | undefined;
  engine: string | undefined;
  time: Instant | undefined;
  context: Turn[];
  answer: Turn | undefined;
  failed: boolean;
  status: string | undefined;
  metrics: DraftMetrics;
}

function readItem(raw: Record<string, unknown>): Item {
  const sample = toObject(raw.sample);
  const error = toObject(sample.error);
  const usage = toObject(sample.usage);
  // Azure keeps the texts of an agent's run beside the item that it was given.
  const item = toObject(raw.datasource_item);
  const asked = fromOpenaiMessages(sample.input);
  const said = mergeTurns(fromOpenaiMessages(sample.output)) ?? toAnswer(sample.output_text ?? item["sample.output_text"]);
  const question = readText(item.query) ?? readText(item.input) ?? readText(item.question);
  const task = readText(raw.datasource_item_id);
  const failure = readText(error.message) ?? readText(error.code) ?? (raw.status === "error" ? "error" : undefined);
  return {
    id: readText(raw.id) ?? digest(raw),
    run: readText(raw.run_id) ?? "",
    key: task === undefined ? undefined : `${readText(raw.eval_id) ?? "eval"}/${task}`,
    engine: readText(sample.model),
    time: readTime(raw.created_at, "seconds"),
    context: asked.length > 0 || question === undefined ? asked : [{ role: "user", content: question }],
    answer: said,
    failed: failure !== undefined,
    status: failure ?? readText(sample.finish_reason),
    metrics: {
      input_tokens: readNumber(usage.prompt_tokens),
      output_tokens: readNumber(usage.completion_tokens),
      cached_input_tokens: readNumber(usage.cached_tokens),
      quality_score: failure === undefined ? readQuality(asList(raw.results)) : undefined,
    },
  };
}

const toAnswer = (text: unknown): Turn | undefined => (typeof text === "string" ? { role: "assistant", content: text } : undefined);

function readQuality(results: readonly unknown[]): number | undefined {
  const scores = results.map((result) => {
    const { score, passed, label } = toObject(result);
    const isPass = typeof passed === "boolean" ? passed : label === "pass" ? true : label === "fail" ? false : undefined;
    return toUnit(readNumber(score), 0, 1) ?? (isPass === undefined ? undefined : Number(isPass));
  });
  const known = scores.filter((score) => score !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, score) => sum + score, 0) / known.length;
}

function toOutcome(context: MappingContext, row: number, item: Item): Outcome {
  return toExecutionOutcome(
    context,
    { rows: [row], id: item.id },
    {
      trace_id: item.id,
      task_id: item.key,
      engine_id: item.engine,
      timestamp: item.time,
      input: getPrompt(item.context),
      output: toText(item.answer?.content),
      messages:
        item.answer === undefined && item.context.length === 0 ? undefined : [...item.context, ...(item.answer ? [item.answer] : [])],
      status: item.status,
      success: !item.failed,
      metrics: item.metrics,
    },
  );
}

function toLabelled(context: MappingContext, row: number, { input, completion, choice }: Record<string, unknown>): Outcome {
  const said = String(choice).trim().toLowerCase();
  const quality = said === "yes" ? 1 : said === "no" ? 0 : undefined;
  return toExecutionOutcome(
    context,
    {
      rows: [row],
      proofs:
        quality === undefined
          ? []
          : [{ from: "choice", value: choice, to: "metrics.quality_score", became: quality, because: "Yes is right and No is wrong" }],
    },
    {
      trace_id: digest([input, completion, choice]),
      engine_id: undefined,
      timestamp: undefined,
      input: asText(input) ?? "",
      output: asText(completion) ?? "",
      success: true,
      metrics: { quality_score: quality },
    },
  );
}

/** Items of other files by task. */
function findOthers({ companions }: MappingContext): Map<string, { name: string; item: Item }[]> {
  const others = new Map<string, { name: string; item: Item }[]>();
  for (const file of companions) {
    for (const item of readItems(file)) {
      if (item.failed || item.key === undefined) continue;
      const group = others.get(item.key);
      if (group === undefined) others.set(item.key, [{ name: file.name, item }]);
      else group.push({ name: file.name, item });
    }
  }
  return others;
}

function readItems({ rows }: Companion): Item[] {
  return rows.filter(isObject).flatMap((row) => (findPage(row) ?? (isItem(row) ? [row] : [])).map(readItem));
}

function toComparison(context: MappingContext, group: readonly { item: Item; row: number | undefined }[]): Outcome {
  const items = group.map(({ item }) => item);
  const first = items[0] as Item;
  const best = findBest(items.map(({ metrics }) => metrics.quality_score));
  return toComparisonOutcome(
    context,
    { rows: group.flatMap(({ row }) => row ?? []) },
    {
      comparison_id: digest(items.map(({ id }) => id)),
      query: getPrompt(first.context),
      messages: first.context.length > 0 ? first.context : undefined,
      candidates: items.map(({ engine, answer, metrics }) => ({
        engine_id: engine ?? "unknown",
        output: toText(answer?.content),
        messages: answer && [answer],
        metrics,
      })),
      winner: best === undefined ? undefined : { position: best, score: items[best]?.metrics.quality_score as number },
    },
  );
}
