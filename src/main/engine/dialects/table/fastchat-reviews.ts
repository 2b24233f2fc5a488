import { isObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Questions, answers and reviews of Vicuna's first evaluation (FastChat, `fastchat/eval/table`): three sorts of files that belong together.
 * @see https://github.com/lm-sys/FastChat/tree/v0.2.10/fastchat/eval
 */
export const fastchatReviews: Dialect = {
  name: "fastchat-reviews",
  title: "FastChat reviews",
  version: "1",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    {
      from: "model_id",
      to: "engine_id",
      note: "Of answers. Of reviews: of the answers that they name, out of the answer files imported with them.",
    },
    { from: "question_id", to: "task_id", note: "The text comes from question.jsonl." },
    { from: "text", to: "output", note: "Of answers." },
    askedTimeUse,
    {
      from: "score[0], score[1]",
      to: "candidates[].metrics.quality_score, winner",
      note: "Out of 10; the higher wins, equal is a tie. −1 is a reviewer that gave no score.",
    },
  ],
  scope: "row",
  joins: true,
  detect: (sample) => Math.max(0.97 * shareOf(sample, (row) => isReview(row) || isAnswerRow(row)), 0.85 * shareOf(sample, isQuestion)),
  open(context, emit) {
    const texts = findTexts(context);
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (isReview(row.value)) return emit(toVerdict(context, row, row.value, texts));
        if (isAnswerRow(row.value)) return emit(toAnswer(context, row, row.value, texts));
        emit(skip(row, isQuestion(row.value) ? "a question" : "no answer and no review"));
      },
      end: () => {},
    };
  },
};

type Raw = Record<string, unknown>;

const isReview = (row: Raw) => "review_id" in row && "answer1_id" in row && "answer2_id" in row;
const isAnswerRow = (row: Raw) => "answer_id" in row && "model_id" in row && typeof row.text === "string";
const isQuestion = (row: Raw) => "question_id" in row && typeof row.text === "string" && "category" in row && !("answer_id" in row);

interface Texts {
  questions: Map<string, string>;
  answers: Map<string, { engine: string; text: string; question: string }>;
}

function findTexts({ companions }: MappingContext): Texts {
  const texts: Texts = { questions: new Map(), answers: new Map() };
  for (const row of companions.flatMap(({ rows }) => rows)) {
    if (!isObject(row)) continue;
    const question = readText(row.question_id) ?? "";
    if (isQuestion(row)) texts.questions.set(question, asText(row.text) ?? "");
    if (isAnswerRow(row))
      texts.answers.set(readText(row.answer_id) ?? "", {
        engine: readText(row.model_id) ?? "unknown",
        text: asText(row.text) ?? "",
        question,
      });
  }
  return texts;
}

function toAnswer(context: MappingContext, row: Row, value: Raw, { questions }: Texts): Outcome {
  const id = readText(value.answer_id) ?? digest(value);
  const question = readText(value.question_id) ?? "";
  return toExecutionOutcome(
    context,
    { rows: [row.number], id },
    {
      trace_id: id,
      task_id: question,
      engine_id: readText(value.model_id),
      timestamp: undefined,
      input: questions.get(question) ?? "",
      output: asText(value.text) ?? "",
      success: value.text !== "",
    },
  );
}

function toVerdict(context: MappingContext, row: Row, value: Raw, { questions, answers }: Texts): Outcome {
  const scores = asList(value.score).map((score) => toUnit(readNumber(score), 0, 10));
  if (scores.length !== 2 || scores.some((score) => score === undefined)) return skip(row, "a review without scores");
  const sides = [value.answer1_id, value.answer2_id].map((id) => answers.get(readText(id) ?? ""));
  if (sides.some((side) => side === undefined)) return skip(row, "a review whose answers are in a file that was not imported with it");
  const id = readText(value.review_id) ?? digest(value);
  const question = readText(value.question_id) ?? sides[0]?.question ?? "";
  const best = findBest(scores);
  return toComparisonOutcome(
    context,
    { rows: [row.number], id },
    {
      comparison_id: id,
      query: questions.get(question) ?? "",
      candidates: sides.map((side, i) => ({
        engine_id: side?.engine as string,
        output: side?.text as string,
        metrics: { quality_score: scores[i] },
      })),
      winner: best === undefined ? undefined : { position: best, score: scores[best] as number },
    },
  );
}
