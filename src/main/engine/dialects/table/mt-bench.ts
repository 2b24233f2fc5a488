import { isObject } from "../../base/json-value.ts";
import type { Dialect, Outcome, Proof, Row } from "../dialect.ts";
import { type CandidateDraft, digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { readJudgePrompt } from "../judge-prompt.ts";
import { askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { type Instant, readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";
import { isAnswerRow, isPairRow, isQuestionRow, isSingleRow, type MtBenchFiles, readFiles } from "./mt-bench-files.ts";

/**
 * MT-Bench and what was made after it (FastChat's llm_judge, Japanese MT-Bench, arena-bench): answers, judgements of one answer, judgements of
 * pairs; formats.md 5.2, B.3 13.
 * @see https://github.com/lm-sys/FastChat/tree/main/fastchat/llm_judge
 */
export const mtBench: Dialect = {
  name: "mt-bench",
  title: "MT-Bench answers and judgements",
  version: "1",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    { from: "model | model_id | model_1, model_2", to: "engine_id" },
    { from: "question_id, turn", to: "task_id", note: "Rows without `turn` are of the first." },
    {
      from: "user_prompt | g1_user_prompt",
      to: "input, output, messages",
      note: "Cut out between its marks; else out of the questions and answers imported with it.",
    },
    { from: "choices[0].turns[]", to: "output", note: "Of answer files: an execution a turn; the questions come from question.jsonl." },
    { from: "tstamp", to: "timestamp", unit: "seconds", note: "Of judgements: when the judge spoke, not when the model did." },
    askedTimeUse,
    {
      from: "score",
      to: "metrics.quality_score",
      note: "Out of 10. −1 and null are a judge that failed; of two judgements of one answer the first counts.",
    },
    { from: "(nothing)", to: "metrics.latency_ms", note: "Unknown." },
    {
      from: "rows of one question, turn and judge",
      to: "candidates",
      note: "Of all judgement files imported together; the first by name carries the comparison. The highest score wins.",
    },
    {
      from: "g1_winner, g2_winner",
      to: "winner",
      note: "Where both games name one model, score 1. Game 2 shows the answers the other way round: games that differ are a tie, tag position_bias where they contradict each other.",
    },
  ],
  scope: "file",
  joins: true,
  detect: (sample) =>
    Math.max(0.96 * shareOf(sample, (row) => isPairRow(row) || isSingleRow(row) || isAnswerRow(row)), 0.9 * shareOf(sample, isQuestionRow)),
  open(context, emit) {
    const files = readFiles(context);
    const judged = new Map<string, Rated[]>();
    const seen = new Set<string>();
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (isPairRow(row.value)) return emit(toPair(row, row.value, files));
        if (isAnswerRow(row.value)) {
          for (const outcome of toAnswers(row, row.value, files)) emit(outcome);
          return;
        }
        if (!isSingleRow(row.value)) return emit(skip(row, isQuestionRow(row.value) ? "a question" : "no answer and no judgement"));
        const rated = readSingle(row.value, files);
        if (rated.score === undefined) return emit(skip(row, "an answer that the judge did not score"));
        if (seen.has(rated.key)) return emit(skip(row, "an answer that was judged before"));
        seen.add(rated.key);
        emit(toRated(row, rated, files));
        judged.set(rated.group, [...(judged.get(rated.group) ?? []), { ...rated, row: row.number }]);
      },
      end() {
        for (const { name, value } of files.otherSingles) {
          const rated = readSingle(value, files);
          const group = judged.get(rated.group);
          if (group === undefined || rated.score === undefined || seen.has(rated.key)) continue;
          seen.add(rated.key);
          // The file whose name comes first makes the comparison.
          if (name < context.name) judged.delete(rated.group);
          else group.push(rated);
        }
        for (const group of judged.values()) if (group.length > 1) emit(toJoint(group, files));
      },
    };
  },
};

interface Rated {
  row?: number;
  key: string;
  group: string;
  task: string;
  engine: string;
  time: Instant | undefined;
  question: string;
  answer: string;
  messages: Turn[] | undefined;
  score: number | undefined;
  raw: unknown;
}

function readSingle(row: Record<string, unknown>, files: MtBenchFiles): Rated {
  const [question, engine] = [readText(row.question_id) ?? "", readText(row.model) ?? "unknown"];
  const turn = readNumber(row.turn) ?? 1;
  const shown = readJudgePrompt(asText(row.user_prompt) ?? "");
  const [messages] = shown.conversations;
  return {
    key: JSON.stringify([question, engine, turn]),
    group: JSON.stringify([question, turn, row.judge]),
    task: `${question}/${turn}`,
    engine,
    time: readTime(row.tstamp, "seconds"),
    question: shown.question || files.question(question, turn),
    answer: shown.answers[0] ?? files.answer(question, engine, turn) ?? "",
    messages: messages && messages.length > 0 ? messages : undefined,
    score: toUnit(readNumber(row.score), 0, 10),
    raw: row.score,
  };
}

function toRated(row: Row, rated: Rated, { context }: MtBenchFiles): Outcome {
  const { engine, task, time, question, answer, messages, score, raw } = rated;
  const proofs: Proof[] = [
    { from: "score", value: raw, to: "metrics.quality_score", became: score as number, because: "the judge rates from 1 to 10" },
  ];
  return toExecutionOutcome(
    context,
    { rows: [row.number], proofs },
    {
      trace_id: digest(row.value),
      task_id: task,
      engine_id: engine,
      timestamp: time,
      input: question,
      output: answer,
      messages,
      success: true,
      metrics: { quality_score: score },
    },
  );
}

function toJoint(group: readonly Rated[], { context }: MtBenchFiles): Outcome {
  const best = findBest(group.map(({ score }) => score));
  const first = group[0] as Rated;
  return toComparisonOutcome(
    context,
    { rows: group.flatMap(({ row }) => row ?? []) },
    {
      comparison_id: digest(group.map(({ key, raw }) => [key, raw])),
      query: first.question,
      candidates: group.map(({ engine, answer, score }) => ({ engine_id: engine, output: answer, metrics: { quality_score: score } })),
      winner: best === undefined ? undefined : { position: best, score: group[best]?.score as number },
    },
  );
}

function toPair(row: Row, value: Record<string, unknown>, files: MtBenchFiles): Outcome {
  const [first, second] = "g1_winner" in value ? [value.g1_winner, value.g2_winner] : [value.winner, value.winner];
  if (![first, second].every((one) => one === "model_1" || one === "model_2" || one === "tie"))
    return skip(row, "a pair without a verdict in both games");
  const question = readText(value.question_id) ?? "";
  const turn = readNumber(value.turn) ?? 1;
  const shown = readJudgePrompt(asText(value.g1_user_prompt) ?? asText(value.user_prompt) ?? "");
  const candidates = [value.model_1, value.model_2].map((model, i): CandidateDraft => {
    const engine = readText(model) ?? "unknown";
    return {
      engine_id: engine,
      output: shown.answers[i] ?? files.answer(question, engine, turn) ?? "",
      messages: shown.conversations[i]?.slice(1),
    };
  });
  const agreed = first === second && first !== "tie";
  return toComparisonOutcome(
    files.context,
    { rows: [row.number] },
    {
      comparison_id: digest(value),
      query: shown.question || files.question(question, turn),
      messages: shown.conversations[0]?.slice(0, 1),
      candidates,
      winner: agreed ? { position: first === "model_1" ? 0 : 1, score: 1 } : undefined,
      tags: first !== second && first !== "tie" && second !== "tie" ? ["position_bias"] : undefined,
    },
  );
}

/** An execution for each turn of an answer; without its questions the input is not known. */
function toAnswers(row: Row, value: Record<string, unknown>, files: MtBenchFiles): Outcome[] {
  const { question_id, answer_id, model_id, tstamp, choices } = value;
  const question = readText(question_id) ?? "";
  const id = readText(answer_id) ?? digest(value);
  const turns = asList((asList(choices)[0] as Record<string, unknown> | undefined)?.turns).map((turn) => asText(turn) ?? "");
  if (turns.length === 0) return [skip(row, "an answer without a turn")];
  const messages: Turn[] = [];
  return turns.map((output, i) => {
    const input = files.question(question, i + 1);
    messages.push({ role: "user", content: input }, { role: "assistant", content: output });
    const trace = i === 0 ? id : `${id}/${i + 1}`;
    return toExecutionOutcome(
      files.context,
      { rows: [row.number], id: trace },
      {
        trace_id: trace,
        task_id: `${question}/${i + 1}`,
        engine_id: readText(model_id),
        timestamp: readTime(tstamp, "seconds"),
        input,
        output,
        messages: i > 0 ? [...messages] : undefined,
        // FastChat writes this text where the call failed.
        success: output !== "$ERROR$" && output !== "",
        status: output === "$ERROR$" ? "error" : undefined,
      },
    );
  });
}
