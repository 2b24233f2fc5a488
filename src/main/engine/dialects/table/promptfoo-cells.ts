import { isObject, toObject } from "../../base/json-value.ts";
import { isConversation } from "../conversation.ts";
import { type DraftMetrics, digest, type Turn } from "../drafts.ts";
import { asText, toUnit } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { fromOpenaiMessages } from "../messages/openai.ts";
import { readNumber, readText, unwrapJson } from "../values.ts";

/** One answer of one provider to one prompt of one test, from whichever file of promptfoo. */
export interface Cell {
  id: string;
  engine: string;
  /** The test, as results are grouped by it; and as people read it. */
  group: string;
  test: string | undefined;
  /** What every prompt of the test is about: its only variable where that is a text, else as `test`. */
  question: string | undefined;
  /** Column of the table of results: a prompt of a provider. */
  column: number | undefined;
  /** The prompt before its variables were filled in, as promptfoo shows it. */
  template: string | undefined;
  input: string;
  messages: readonly Turn[] | undefined;
  output: string;
  failed: boolean;
  status: string | undefined;
  /** As it is, and where it is within 0 and 1. */
  rawScore: number | undefined;
  score: number | undefined;
  metrics: DraftMetrics;
}

/** A result of versions 2 and 3. */
export function readResult(result: Record<string, unknown>): Cell {
  const { provider, prompt, vars, score, latencyMs, error, testIdx, promptIdx, failureReason, id, cost } = result;
  const response = toObject(result.response);
  const failed = typeof failureReason === "number" ? failureReason === 2 : response.output === undefined || response.output === null;
  const raw = isObject(prompt) ? prompt.raw : prompt;
  const test = describeTest(vars, toObject(result.testCase).description);
  const chat = unwrapJson(raw);
  const messages = isConversation(chat) ? fromOpenaiMessages(chat) : undefined;
  return {
    id: readText(id) ?? digest([provider, raw, vars, response, score, testIdx, promptIdx]),
    engine: (isObject(provider) ? (readText(provider.label) ?? readText(provider.id)) : readText(provider)) ?? "unknown",
    group: typeof testIdx === "number" ? String(testIdx) : (test ?? ""),
    test,
    question: describeQuestion(vars) ?? test,
    column: typeof promptIdx === "number" ? promptIdx : undefined,
    template: isObject(prompt) ? (readText(prompt.label) ?? readText(prompt.display)?.replace(/^\[[^\]]*\] /, "")) : undefined,
    input: messages === undefined ? toPlain(raw) : getPrompt(messages),
    messages,
    output: failed ? "" : toPlain(response.output),
    failed,
    status: failed ? (readText(error) ?? readText(response.error) ?? "error") : undefined,
    ...readScore(score, toObject(result.gradingResult).reason),
    metrics: readMetrics(response, failed && latencyMs === 0 ? undefined : latencyMs, cost),
  };
}

/** A test without assertions passes with 1, which says nothing about the answer. */
function readScore(score: unknown, reason: unknown): Pick<Cell, "rawScore" | "score"> {
  const rawScore = reason === "No assertions" ? undefined : readNumber(score);
  return { rawScore, score: toUnit(rawScore, 0, 1) };
}

function readMetrics(response: Record<string, unknown>, latencyMs: unknown, cost: unknown): DraftMetrics {
  const { prompt, completion, total } = toObject(response.tokenUsage);
  // Providers that count no tokens give zeros.
  const counted = typeof total === "number" && total > 0 && response.cached !== true;
  const usd = readNumber(cost);
  return {
    latency_ms: readNumber(latencyMs),
    input_tokens: counted ? readNumber(prompt) : undefined,
    output_tokens: counted ? readNumber(completion) : undefined,
    cost_usd: usd !== undefined && usd > 0 ? usd : undefined,
    cache_hit: typeof response.cached === "boolean" ? response.cached : undefined,
  };
}

/** The variables of a test case without the conversation that promptfoo adds. */
function readVariables(vars: unknown): Record<string, unknown> {
  const { _conversation: _, ...own } = toObject(vars);
  return own;
}

function describeQuestion(vars: unknown): string | undefined {
  const values = Object.values(readVariables(vars));
  return values.length === 1 ? readText(values[0]) : undefined;
}

/** The variables of a test case; its description where it has none. */
function describeTest(vars: unknown, description: unknown): string | undefined {
  const own = readVariables(vars);
  const keys = Object.keys(own).sort();
  return keys.length > 0 ? JSON.stringify(Object.fromEntries(keys.map((key) => [key, own[key]]))) : readText(description);
}

/** Columns of a CSV by their place: variables, then for each prompt its answer, "Status", "Score" and more, under names that repeat. */
function findColumns(row: Record<string, unknown>) {
  const keys = Object.keys(row);
  const answers = keys.flatMap((key, i) => (/^\[[^\]]+\] /.test(key) && /^Status/.test(keys[i + 1] ?? "") ? [i] : []));
  return { keys, answers };
}

export const isTableRow = (row: Record<string, unknown>): boolean => findColumns(row).answers.length > 0;

/** A row of a CSV: a test case with an answer a column. It has no times. */
export function readTableRow(row: Record<string, unknown>): Cell[] {
  const { keys, answers } = findColumns(row);
  const vars = Object.fromEntries(keys.slice(0, answers[0]).map((key) => [key, row[key]]));
  const test = describeTest(vars, undefined);
  return answers.map((i, column) => {
    const [title, status, score] = [keys[i] as string, row[keys[i + 1] as string], readNumber(row[keys[i + 2] as string])];
    const [, engine, template] = /^\[([^\]]+)\] (.*)$/s.exec(title) as unknown as [string, string, string];
    const failed = status === "ERROR";
    return {
      id: digest([title, row]),
      engine,
      group: test ?? "",
      test,
      question: describeQuestion(vars) ?? test,
      column,
      template,
      input: template.replace(/\{\{\s*(\w+)\s*\}\}/g, (hole, name: string) => asText(vars[name]) ?? hole),
      messages: undefined,
      output: failed ? "" : toPlain(row[title]),
      failed,
      status: failed ? (readText(row[title]) ?? "error") : undefined,
      rawScore: score,
      score: toUnit(score, 0, 1),
      metrics: {},
    };
  });
}

const toPlain = (value: unknown): string => asText(value) ?? (value === undefined || value === null ? "" : JSON.stringify(value));
