import { isObject } from "../../base/json-value.ts";
import { toTurns } from "../conversation.ts";
import { type Dialect, eachRow, type MappingContext, type Outcome, type Row } from "../dialect.ts";
import { type CandidateDraft, digest, type Turn, toText } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asText, reject, rejectNoObject } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { toComparisonOutcome } from "../outcomes.ts";
import { readBoolean, readNumber, readText, unwrapJson } from "../values.ts";

/**
 * Votes of Chatbot Arena: the 33k, 55k (Kaggle) and 100k releases, MT-Bench's human judgements, and battles without texts; formats.md 5.2, A.4.
 * @see https://huggingface.co/datasets/lmsys/chatbot_arena_conversations
 */
export const arena: Dialect = {
  name: "arena",
  title: "Chatbot Arena votes",
  version: "2",
  kinds: ["comparison_result"],
  fields: [
    { from: "model_a, model_b", to: "candidates[].engine_id" },
    {
      from: "conversation_a, conversation_b",
      to: "messages, query, candidates[].messages",
      note: "Lists, or JSON in a text. Turns that both have in common are shared, the others are each side's own.",
    },
    { from: "prompt, response_a, response_b", to: "query, candidates[].output", note: "Kaggle: JSON lists, a text a turn." },
    {
      from: "winner | winner_model_a, winner_model_b, winner_tie",
      to: "winner",
      note: 'Score 1: a vote says who is better, not how good. tie: none. "tie (bothbad)" and both_bad: none, tag both_bad.',
    },
    { from: "anony", to: "tags", note: "false: the names were known, tag not_blind." },
    { from: "turn", to: "messages", note: "The turns that were voted on; later ones are left out." },
    { from: "language", to: "tags" },
  ],
  scope: "row",
  detect: (sample) => 0.96 * shareOf(sample, isVote),
  open: (context, emit) => eachRow((row) => emit(isObject(row.value) ? toOutcome(context, row, row.value) : rejectNoObject(row))),
};

type Raw = Record<string, unknown>;

const isVote = (row: Raw) => "model_a" in row && "model_b" in row && ("winner" in row || "winner_model_a" in row);

function toOutcome(context: MappingContext, row: Row, value: Raw): Outcome {
  const winner = findWinner(value);
  if (winner === undefined) return reject(row, "/winner", "winner", `The winner is not model_a, model_b, tie or both bad.`);
  const { shared, own } = readConversations(value);
  const names = [value.model_a, value.model_b].map((name) => readText(name) ?? "unknown");
  const tags = [
    ...(winner === "both_bad" ? ["both_bad"] : []),
    ...(readBoolean(value.anony) === false ? ["not_blind"] : []),
    ...(readText(value.language) === undefined ? [] : [readText(value.language) as string]),
  ];
  return toComparisonOutcome(
    context,
    { rows: [row.number] },
    {
      comparison_id: digest(value),
      query: getPrompt(shared),
      messages: shared.length > 0 ? shared : undefined,
      candidates: own.map(
        (messages, i): CandidateDraft => ({
          engine_id: names[i] as string,
          output: toText(messages.findLast(({ role }) => role === "assistant")?.content),
          messages: messages.length > 0 ? messages : undefined,
        }),
      ),
      winner: typeof winner === "number" ? { position: winner, score: 1 } : undefined,
      tags: tags.length > 0 ? tags : undefined,
    },
  );
}

function findWinner(value: Raw): 0 | 1 | "tie" | "both_bad" | undefined {
  if ("winner_model_a" in value) {
    const [a, b, tie] = [value.winner_model_a, value.winner_model_b, value.winner_tie].map(isSet);
    return a ? 0 : b ? 1 : tie ? "tie" : undefined;
  }
  const said =
    asText(value.winner)
      ?.toLowerCase()
      .replace(/[^a-z]/g, "") ?? "";
  if (said === "modela") return 0;
  if (said === "modelb") return 1;
  return said === "tie" ? "tie" : said === "tiebothbad" || said === "bothbad" ? "both_bad" : undefined;
}

const isSet = (value: unknown) => readBoolean(value) === true || readNumber(value) === 1;

/** The turns that both sides share from the beginning, and each side's own after them. */
function readConversations(value: Raw): { shared: Turn[]; own: [Turn[], Turn[]] } {
  const turns = readNumber(value.turn);
  const a = "response_a" in value ? weave(value.prompt, value.response_a) : firstTurns(value.conversation_a, turns);
  const b = "response_b" in value ? weave(value.prompt, value.response_b) : firstTurns(value.conversation_b, turns);
  let common = 0;
  while (common < a.length && common < b.length && JSON.stringify(a[common]) === JSON.stringify(b[common])) common++;
  // Answers that begin alike stay with their sides: what is shared ends with a question.
  while (common > 0 && a[common - 1]?.role === "assistant") common--;
  return { shared: a.slice(0, common), own: [a.slice(common), b.slice(common)] };
}

/** MT-Bench's votes on the first turn carry the whole conversation: what came after it was not voted on. */
function firstTurns(conversation: unknown, turns = Number.POSITIVE_INFINITY): Turn[] {
  const all = toTurns(unwrapJson(conversation)) ?? [];
  let answers = 0;
  const end = all.findIndex(({ role }) => role === "assistant" && ++answers >= turns);
  return end < 0 ? all : all.slice(0, end + 1);
}

/** Kaggle's columns: the questions and one side's answers, each a JSON list of texts. */
function weave(prompt: unknown, response: unknown): Turn[] {
  const [asked, answered] = [prompt, response].map((side) => {
    const list = unwrapJson(side);
    // Other releases have plain texts there, which may be JSON of their own: "[1, 2, 3]".
    return Array.isArray(list) && list.every((turn) => turn === null || typeof turn === "string") ? list : [side];
  }) as [unknown[], unknown[]];
  return asked.flatMap((question, i): Turn[] => [
    { role: "user", content: asText(question) ?? "" },
    ...(i < answered.length ? [{ role: "assistant", content: asText(answered[i]) ?? "" }] : []),
  ]);
}
