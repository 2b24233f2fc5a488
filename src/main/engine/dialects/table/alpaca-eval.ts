import { isObject } from "../../base/json-value.ts";
import { type Dialect, eachRow, type MappingContext, type Outcome, type Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asText, reject, rejectNoObject, skip } from "../fields.ts";
import { askedTimeUse, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Outputs and annotations of AlpacaEval, both JSON arrays; formats.md 5.1.
 * @see https://github.com/tatsu-lab/alpaca_eval
 */
export const alpacaEval: Dialect = {
  name: "alpaca-eval",
  title: "AlpacaEval outputs and annotations",
  version: "1",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    { from: "generator | generator_1, generator_2", to: "engine_id" },
    { from: "instruction", to: "input | query" },
    { from: "output | output_1, output_2", to: "output" },
    askedTimeUse,
    {
      from: "preference",
      to: "winner, candidates[].metrics.quality_score",
      note: "1 is the first output, 2 the second, in between how sure the annotator was: quality 2 − p and p − 1. 1.5 and, of old, 0 are a tie; null is an annotator that failed.",
    },
    { from: "time_per_example", to: "(nothing)", note: "Of the annotator: no latency of an engine." },
  ],
  scope: "row",
  detect: (sample) => Math.max(0.97 * shareOf(sample, (row) => isAnnotation(row) || isOutput(row)), 0.9 * shareOf(sample, isLeaderboard)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      if (isAnnotation(row.value)) return emit(toVerdict(context, row, row.value));
      if (isOutput(row.value)) return emit(toOutput(context, row, row.value));
      emit(
        isLeaderboard(row.value) ? skip(row, "a line of a leaderboard") : reject(row, "", "keys", "The row has no output of a generator."),
      );
    }),
};

type Raw = Record<string, unknown>;

const isAnnotation = (row: Raw) => "instruction" in row && "output_1" in row && "output_2" in row && "preference" in row;
const isOutput = (row: Raw) => typeof row.instruction === "string" && typeof row.output === "string" && typeof row.generator === "string";
const isLeaderboard = (row: Raw) => "win_rate" in row && "n_wins_base" in row && "n_total" in row;

function toOutput(context: MappingContext, row: Row, { instruction, output, generator, dataset }: Raw): Outcome {
  return toExecutionOutcome(
    context,
    { rows: [row.number] },
    {
      trace_id: digest([instruction, output, generator]),
      task_id: digest(instruction),
      engine_id: readText(generator),
      timestamp: undefined,
      input: asText(instruction) ?? "",
      output: asText(output) ?? "",
      success: true,
      tags: readText(dataset) === undefined ? undefined : [readText(dataset) as string],
    },
  );
}

function toVerdict(context: MappingContext, row: Row, value: Raw): Outcome {
  const preference = readNumber(value.preference);
  if (preference === undefined) return skip(row, "a pair that the annotator gave no preference for");
  const tie = preference === 0 || preference === 1.5;
  if (!tie && !(preference >= 1 && preference <= 2))
    return reject(row, "/preference", "range", `The preference is ${preference}; 1 is the first output, 2 the second.`);
  const second = tie ? 0.5 : round(preference - 1);
  const qualities = [round(1 - second), second];
  const names = [readText(value.generator_1) ?? "output_1", readText(value.generator_2) ?? "output_2"];
  const position = second > 0.5 ? 1 : 0;
  return toComparisonOutcome(
    context,
    {
      rows: [row.number],
      proofs: [
        {
          from: "preference",
          value: preference,
          to: "winner.engine_id",
          became: tie ? "(tie)" : (names[position] as string),
          because: "1 is the first output and 2 the second",
        },
      ],
    },
    {
      comparison_id: digest(value),
      query: asText(value.instruction) ?? "",
      candidates: [value.output_1, value.output_2].map((output, i) => ({
        engine_id: names[i] as string,
        output: asText(output) ?? "",
        metrics: { quality_score: qualities[i] },
      })),
      winner: tie ? undefined : { position, score: qualities[position] as number },
      tags: readText(value.dataset) === undefined ? undefined : [readText(value.dataset) as string],
    },
  );
}

/** What a subtraction of doubles leaves behind the tenth digit is noise. */
const round = (value: number) => Math.round(value * 1e10) / 1e10;
