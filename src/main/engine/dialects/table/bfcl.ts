import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { fromOpenaiMessages } from "../messages/openai.ts";
import { askedEngineUse, askedTimeUse, toExecutionOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Results of the Berkeley Function-Calling Leaderboard (`result/MODEL/BFCL_v4_*_result.json`); its questions are in files of their own.
 * @see https://github.com/ShishirPatil/gorilla/tree/main/berkeley-function-call-leaderboard
 */
export const bfcl: Dialect = {
  name: "bfcl",
  title: "BFCL results",
  version: "1",
  kinds: ["engine_execution"],
  fields: [
    askedEngineUse,
    askedTimeUse,
    { from: "id", to: "task_id" },
    {
      from: "inference_log[].begin_of_turn_query | questions: question[0]",
      to: "input, messages",
      note: "Of the first turn; the questions where they are imported with the results.",
    },
    { from: "result", to: "output", note: "Text, or the last text of the steps." },
    { from: "latency", to: "metrics.latency_ms", unit: "seconds", note: "Of rows with several turns and steps: their sum." },
    { from: "input_token_count, output_token_count", to: "metrics.input_tokens, output_tokens", note: "Likewise." },
    { from: "traceback", to: "metrics.success", note: "false where there is one; such rows have no latency." },
  ],
  scope: "row",
  joins: true,
  detect: (sample) => Math.max(0.95 * shareOf(sample, isResult), 0.85 * shareOf(sample, isQuestion)),
  open(context, emit) {
    const questions = new Map<string, Turn[]>();
    for (const row of context.companions.flatMap(({ rows }) => rows))
      if (isObject(row) && isQuestion(row)) questions.set(readText(row.id) ?? "", fromOpenaiMessages(asList(row.question)[0]));
    return eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      if (!isResult(row.value)) return emit(skip(row, isQuestion(row.value) ? "a question" : "no result"));
      const { id, result, latency, input_token_count, output_token_count, inference_log, traceback } = row.value;
      const task = readText(id) ?? "";
      const log = asList(inference_log).find((step) => isObject(step) && "begin_of_turn_query" in step);
      const logged = fromOpenaiMessages(toObject(log).begin_of_turn_query);
      const before = logged.length > 0 ? logged : (questions.get(task) ?? []);
      const failed = traceback !== undefined;
      const output = failed ? "" : toOutput(result);
      const seconds = sum(latency);
      const latencyMs = seconds === undefined ? undefined : Math.round(seconds * 1e6) / 1e3;
      emit(
        toExecutionOutcome(
          context,
          {
            rows: [row.number],
            proofs:
              latencyMs === undefined
                ? []
                : [
                    {
                      from: "latency",
                      value: latency,
                      to: "metrics.latency_ms",
                      became: latencyMs,
                      because: "`latency` is seconds in BFCL, nested by turn and step",
                    },
                  ],
          },
          {
            trace_id: digest([context.answers.engine_id ?? "", row.value]),
            task_id: task,
            engine_id: undefined,
            timestamp: undefined,
            input: getPrompt(before),
            output,
            messages: before.length > 0 ? [...before, { role: "assistant", content: output }] : undefined,
            status: failed ? (asText(result) ?? "error") : undefined,
            success: !failed,
            metrics: { latency_ms: latencyMs, input_tokens: sum(input_token_count), output_tokens: sum(output_token_count) },
          },
        ),
      );
    });
  },
};

const isResult = (row: Record<string, unknown>) =>
  "id" in row && "result" in row && ("traceback" in row || ("latency" in row && "input_token_count" in row));
const isQuestion = (row: Record<string, unknown>) => "id" in row && Array.isArray(row.question) && "function" in row;

/** The sum of numbers, however deep they lie in lists. */
function sum(value: unknown): number | undefined {
  if (!Array.isArray(value)) return readNumber(value);
  const known = value.map(sum).filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0);
}

function toOutput(result: unknown): string {
  const last = Array.isArray(result) ? result.flat(5).at(-1) : result;
  return asText(last) ?? (last === undefined ? "" : JSON.stringify(last));
}
