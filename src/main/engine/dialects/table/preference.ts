import { isObject } from "../../base/json-value.ts";
import { answerText, isConversation, systemTurns, toTurns, unwrapTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest, type Turn, toComparison } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asText, reject, rejectNoObject } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { readNumber, readText } from "../values.ts";

/** Where the two sides of a pair stand, the most telling names first. */
const sidePairs = [
  ["preferred_output", "non_preferred_output"],
  ["preferred_completion", "non_preferred_completion"],
  ["chosen_messages", "rejected_messages"],
  ["chosen_response", "rejected_response"],
  ["chosen", "rejected"],
  ["response_chosen", "response_rejected"],
  ["response_j", "response_k"],
  ["messages", "rejected_message"],
] as const;

const isSide = (value: unknown) => typeof value === "string" || toTurns(value) !== null;
const findSides = (row: Record<string, unknown>) => sidePairs.find(([chosen, rejected]) => isSide(row[chosen]) && isSide(row[rejected]));

/** Transcripts of HH-RLHF are one text a side and have their own dialect. */
const isTranscript = (row: Record<string, unknown>) =>
  typeof row.chosen === "string" && /^\s*Human:/.test(row.chosen) && !("prompt" in row);

/** A preferred and a rejected answer to one prompt: TRL, OpenAI, LLaMA-Factory, Axolotl, NeMo, OpenPipe, Zephyr, Argilla; formats.md 4.2 to 4.6, B.3 16. */
export const preference: Dialect = {
  name: "preference",
  title: "Preference pairs (chosen and rejected)",
  version: "2",
  kinds: ["comparison_result"],
  fields: [
    {
      from: "prompt | instruction | question | conversations[] | input.messages[] | (shared beginning of both sides)",
      to: "messages, query",
      note: "`query` is the last turn of the user; a prompt that is plain text gives no `messages`.",
    },
    {
      from: "chosen | chosen_response | chosen_messages[] | preferred_output[]",
      to: "candidates[0].output",
      note: "A whole conversation gives the turns after the shared beginning.",
    },
    { from: "rejected | rejected_response | rejected_messages[] | non_preferred_output[]", to: "candidates[1].output" },
    { from: "chosen_model, rejected_model", to: "candidates[].engine_id", note: '"chosen" and "rejected" where the set names no models.' },
    { from: "(the side)", to: "winner.score", note: "1: the set says which is better, not how good." },
    {
      from: "score_chosen, score_rejected | chosen_rating … | chosen_avg_rating …",
      to: "metrics",
      note: "Kept as they are: their scale is not said. Equal scores are a tie: no winner.",
    },
  ],
  scope: "row",
  detect: (sample) => 0.85 * shareOf(sample, (row) => findSides(row) !== undefined && !isTranscript(row)),
  open: (_, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const keys = findSides(row.value);
      if (keys === undefined) return emit(reject(row, "", "keys", "The row has no chosen and rejected answer."));
      const pair = splitPair(row.value, row.value[keys[0]], row.value[keys[1]]);
      if (pair === null) return emit(reject(row, "", "prompt", "The turns before the last answer differ between the sides."));
      const { context, sides } = pair;
      const [chosen, rejected] = sides.map(answerText);
      if (chosen === undefined || rejected === undefined || chosen.trim() === "" || rejected.trim() === "")
        if (!sides.every(saysSomething)) return emit(reject(row, `/${chosen?.trim() ? keys[1] : keys[0]}`, "answer", "A side is empty."));
      if (JSON.stringify(sides[0]) === JSON.stringify(sides[1]))
        return emit(reject(row, `/${keys[1]}`, "equal", "Both sides are equal: there is nothing to prefer."));
      const engines = [readText(row.value.chosen_model) ?? "chosen", readText(row.value.rejected_model) ?? "rejected"];
      const scores = findScores(row.value);
      const plain = typeof unwrapTurns(row.value.prompt) === "string" && sides.flat().every(({ content }) => typeof content === "string");
      const withTurns = !plain && context.length > 0;
      emit({
        type: "record",
        kind: "comparison_result",
        rows: [row.number],
        record: {
          ...toComparison({
            comparison_id: digest(row.value),
            query: getPrompt(context),
            messages: withTurns ? context : undefined,
            candidates: sides.map((messages, i) => ({
              engine_id: engines[i] as string,
              output: answerText(messages),
              messages: withTurns ? messages : undefined,
            })),
            winner: scores !== undefined && scores[0] === scores[1] ? undefined : { position: 0, score: 1 },
          }),
          ...(scores === undefined ? {} : { metrics: { score_chosen: scores[0], score_rejected: scores[1] } }),
        },
      });
    }),
};

const saysSomething = (turns: readonly Turn[]) =>
  turns.some(({ tool_calls, content }) => tool_calls || (typeof content === "string" ? content.trim() !== "" : content !== undefined));

/** The context of both sides and the turns of each; null where their contexts differ. */
function splitPair(row: Record<string, unknown>, chosen: unknown, rejected: unknown): { context: Turn[]; sides: [Turn[], Turn[]] } | null {
  const a = toTurns(chosen, "assistant") ?? [];
  const b = toTurns(rejected, "assistant") ?? [];
  const input = isObject(row.input) ? row.input.messages : row.input;
  const prompt = row.prompt ?? row.instruction ?? row.question ?? row.conversations ?? row.context ?? input ?? row.messages;
  const given = toTurns(typeof row.instruction === "string" && asText(row.input) ? `${row.instruction}\n${row.input}` : prompt, "user");
  const isWhole = (turns: Turn[]) => turns.some(({ role }) => role === "user" || role === "system");
  // OpenPipe: the whole conversation, and another last turn.
  if (isConversation(unwrapTurns(row.messages)) && row.chosen === undefined && !isWhole(b))
    return { context: a.slice(0, -1), sides: [a.slice(-1), b] };
  if (isWhole(a) || isWhole(b)) {
    const before = a.findLastIndex(({ role }) => role === "user") + 1;
    const context = a.slice(0, before);
    if (JSON.stringify(context) !== JSON.stringify(b.slice(0, before)) || isWhole(b.slice(before))) return null;
    return { context, sides: [a.slice(before), b.slice(before)] };
  }
  return { context: [...systemTurns(row.system ?? row.system_prompt), ...(given ?? [])], sides: [a, b] };
}

const scoreKeys = [
  ["score_chosen", "score_rejected"],
  ["chosen_score", "rejected_score"],
  ["chosen_rating", "rejected_rating"],
  ["chosen_avg_rating", "rejected_avg_rating"],
] as const;

function findScores(row: Record<string, unknown>): [number, number] | undefined {
  for (const [a, b] of scoreKeys) {
    const scores = [row[a], row[b]].map(readNumber);
    if (scores.every((score) => score !== undefined)) return scores as [number, number];
  }
  return undefined;
}
