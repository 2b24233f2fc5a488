import { isObject, toObject } from "../../base/json-value.ts";
import { answerText, toTurns } from "../conversation.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asJsonList, asList, asText, rejectNoObject, skip } from "../fields.ts";
import { readJudgePrompt } from "../judge-prompt.ts";
import { getPrompt } from "../messages/conversation.ts";
import { toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Answers and judgements of arena-hard-auto, v0.1 and v2.0; formats.md 5.3.
 * @see https://github.com/lmarena/arena-hard-auto
 */
export const arenaHard: Dialect = {
  name: "arena-hard",
  title: "arena-hard answers and judgements",
  version: "1",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    { from: "model, baseline", to: "engine_id" },
    { from: "uid", to: "task_id" },
    { from: "messages[]", to: "input, output, messages", note: "The assistant's content is an object with `answer`." },
    { from: "tstamp", to: "timestamp", unit: "seconds", note: "Of answer files." },
    { from: "metadata.token_len", to: "metrics.output_tokens" },
    {
      from: "games[].user_prompt | games[].prompt[]",
      to: "query, candidates[].output",
      note: "Cut out of what the judge was shown; else out of the answers and questions imported with it.",
    },
    {
      from: "games[].score",
      to: "winner",
      note: "Game 1 shows the baseline as A, game 2 the model. A>>B counts 3, A>B 1, A=B 0; the sum of both games decides, 0 is a tie. Its score is 0.5 + sum / 12.",
    },
  ],
  scope: "row",
  joins: true,
  detect: (sample) => Math.max(0.97 * shareOf(sample, (row) => isJudgement(row) || isAnswerRow(row)), 0.9 * shareOf(sample, isQuestion)),
  open(context, emit) {
    const texts = findTexts(context);
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (isJudgement(row.value)) return emit(toVerdict(context, row, row.value, texts));
        if (isAnswerRow(row.value)) return emit(toAnswer(context, row, row.value));
        emit(skip(row, isQuestion(row.value) ? "a question" : "no answer and no judgement"));
      },
      end: () => {},
    };
  },
};

type Raw = Record<string, unknown>;

const isJudgement = (row: Raw) => "uid" in row && "model" in row && "baseline" in row && asJsonList(row.games).length > 0;
const isAnswerRow = (row: Raw) => "uid" in row && "ans_id" in row && "model" in row && Array.isArray(row.messages);
const isQuestion = (row: Raw) => "uid" in row && "prompt" in row && "category" in row && !("games" in row);

/** The turns of an answer, whose content is `{answer}`. */
function readTurns(messages: unknown): Turn[] {
  const plain = asList(messages).map((message) => {
    const { content, ...rest } = toObject(message);
    return { ...rest, content: isObject(content) ? asText(content.answer) : content };
  });
  return toTurns(plain) ?? [];
}

function toAnswer(context: MappingContext, row: Row, value: Raw): Outcome {
  const turns = readTurns(value.messages);
  const { token_len } = toObject(value.metadata);
  const id = readText(value.ans_id) ?? digest(value);
  const output = answerText(turns.slice(-1));
  return toExecutionOutcome(
    context,
    { rows: [row.number], id },
    {
      trace_id: id,
      task_id: readText(value.uid),
      engine_id: readText(value.model),
      timestamp: readTime(value.tstamp, "seconds"),
      input: getPrompt(turns),
      output,
      messages: turns.length > 0 ? turns : undefined,
      success: output !== "" && output !== "$ERROR$",
      metrics: { output_tokens: readNumber(token_len) },
    },
  );
}

/** What a verdict counts for the side that was shown as A; spelt from B's side, too. */
const points: Record<string, number> = {
  "A>>B": 3,
  "A>B": 1,
  "A=B": 0,
  "B=A": 0,
  "A<B": -1,
  "B>A": -1,
  "A<<B": -3,
  "B>>A": -3,
  "B<A": 1,
  "B<<A": 3,
};

function toVerdict(context: MappingContext, row: Row, value: Raw, texts: Texts): Outcome {
  const games = asJsonList(value.games).map(toObject);
  const scores = games.map(({ score }) => (typeof score === "string" && Object.hasOwn(points, score) ? points[score] : undefined));
  const [one, two] = scores;
  if (games.length !== 2 || one === undefined || two === undefined) return skip(row, "a game without a verdict");
  const forModel = two - one;
  const uid = readText(value.uid) ?? "";
  const [model, baseline] = [readText(value.model) ?? "unknown", readText(value.baseline) ?? "unknown"];
  const [first, second] = games.map(readGame);
  const shown = {
    model: second?.answers[0] ?? first?.answers[1] ?? texts.answers.get(JSON.stringify([uid, model])) ?? "",
    baseline: first?.answers[0] ?? second?.answers[1] ?? texts.answers.get(JSON.stringify([uid, baseline])) ?? "",
  };
  const proof = {
    from: "games[].score",
    value: games.map(({ score }) => score),
    to: "winner.engine_id",
    became: forModel === 0 ? "(tie)" : forModel > 0 ? model : baseline,
    because: `${forModel} points for the model: ${two} as A, ${-one} as B`,
  };
  return toComparisonOutcome(
    context,
    { rows: [row.number], proofs: [proof] },
    {
      comparison_id: digest(value),
      query: first?.question || texts.questions.get(uid) || "",
      candidates: [
        { engine_id: model, output: shown.model },
        { engine_id: baseline, output: shown.baseline },
      ],
      winner: forModel === 0 ? undefined : { position: forModel > 0 ? 0 : 1, score: 0.5 + Math.abs(forModel) / 12 },
    },
  );
}

/** v0.1 keeps the judge's prompt as a text, v2.0 as messages. */
function readGame({ user_prompt, prompt }: Raw) {
  return readJudgePrompt(asText(user_prompt) ?? getPrompt(toTurns(prompt) ?? []));
}

interface Texts {
  questions: Map<string, string>;
  /** By uid and model. */
  answers: Map<string, string>;
}

function findTexts({ companions }: MappingContext): Texts {
  const texts: Texts = { questions: new Map(), answers: new Map() };
  for (const row of companions.flatMap(({ rows }) => rows)) {
    if (!isObject(row)) continue;
    if (isQuestion(row)) texts.questions.set(readText(row.uid) ?? "", asText(row.prompt) ?? "");
    else if (isAnswerRow(row)) texts.answers.set(JSON.stringify([row.uid, row.model]), answerText(readTurns(row.messages).slice(-1)));
  }
  return texts;
}
