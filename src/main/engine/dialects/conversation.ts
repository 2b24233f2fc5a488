import { isObject } from "../base/json-value.ts";
import { type Turn, toText } from "./drafts.ts";
import { getPrompt } from "./messages/conversation.ts";
import { fromOpenaiMessage } from "./messages/openai.ts";
import { TurnBuilder } from "./messages/turn-builder.ts";
import { unwrapJson } from "./values.ts";

/** Conversations as training and preference sets keep them. */

/** Roles of ShareGPT and its kin. */
const roles: Record<string, string> = {
  human: "user",
  gpt: "assistant",
  chatgpt: "assistant",
  bing: "assistant",
  bard: "assistant",
  model: "assistant",
  bot: "assistant",
  observation: "tool",
};

type RawTurn = Record<string, unknown>;

/** Whether a list holds turns: `{role, …}` as chat APIs write them, or `{from, value}` as ShareGPT does. */
export function isConversation(value: unknown): value is RawTurn[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTurn);
}

const isTurn = (turn: unknown) => isObject(turn) && (typeof turn.role === "string" || typeof turn.from === "string");

/** The turns of a list, of one turn, or of a text that the role says; null where it is none of them. */
export function toTurns(given: unknown, role?: "user" | "assistant"): Turn[] | null {
  const value = unwrapTurns(given);
  if (role !== undefined && typeof value === "string") return [{ role, content: value }];
  if (isObject(value) && isTurn(value)) return toTurns([value]);
  return isConversation(value) ? value.flatMap(readTurn) : null;
}

/** Tables have a conversation as JSON text. Other texts, JSON or not, are texts. */
export function unwrapTurns(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*\[\s*\{/.test(value)) return value;
  const inner = unwrapJson(value);
  return isConversation(inner) && inner.every(isSpoken) ? inner : value;
}

/** An answer may be a list of objects with a role of their own. */
const isSpoken = (turn: RawTurn) => ["content", "value", "tool_calls", "function_call"].some((key) => key in turn);

function readTurn(raw: RawTurn): Turn[] {
  const named = String(raw.role ?? raw.from);
  if (named === "function_call") {
    const turn = new TurnBuilder();
    const calls = unwrapJson(raw.value ?? raw.content);
    for (const call of Array.isArray(calls) ? calls : [calls]) readCall(call, turn);
    return turn.build("assistant");
  }
  const role = Object.hasOwn(roles, named) ? roles[named] : named;
  const { content, calls } = readParts(raw.content ?? raw.value);
  return fromOpenaiMessage({ ...raw, role, content, ...(calls.length > 0 ? { tool_calls: calls } : {}) }) ?? [];
}

function readCall(call: unknown, turn: TurnBuilder): void {
  if (isObject(call)) turn.call(call.id, call.name, call.arguments);
  else turn.call(undefined, call, undefined);
}

/** LLaMA-Factory v1 has the text of a part in `value`, and calls as parts whose value is JSON. */
function readParts(content: unknown) {
  if (!Array.isArray(content)) return { content, calls: [] };
  const calls = content.filter((part) => isObject(part) && part.type === "tool_call").map((part) => unwrapJson(part.value ?? part));
  const parts = content
    .filter((part) => !(isObject(part) && part.type === "tool_call"))
    .map((part) =>
      isObject(part) && typeof part.value === "string" && part.text === undefined ? { type: part.type, text: part.value } : part,
    );
  return { content: parts, calls };
}

/** Whether it is the assistant's and says or calls something. */
export function isAnswer(turn: Turn | undefined): turn is Turn {
  if (turn?.role !== "assistant") return false;
  const { content, tool_calls = [] } = turn;
  return tool_calls.length > 0 || (typeof content === "string" ? content.trim() !== "" : (content ?? []).length > 0);
}

/** What a conversation that ends with an answer is as flat text. */
export function toExample(turns: readonly Turn[]) {
  return { input: getPrompt(turns.slice(0, -1)), output: toText(turns.at(-1)?.content), messages: turns };
}

/** A system prompt that stands beside the turns, as a turn. */
export const systemTurns = (system: unknown): Turn[] =>
  typeof system === "string" && system !== "" ? [{ role: "system", content: system }] : [];

export const answerText = (turns: readonly Turn[]): string =>
  turns
    .map(({ content }) => toText(content))
    .filter((text) => text !== "")
    .join("\n\n");
