import { isObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { unwrapJson } from "../values.ts";
import { fromAnthropicMessages } from "./anthropic.ts";
import { type Conversation, toConversation } from "./conversation.ts";
import { fromGeminiAnswer, fromGeminiContents } from "./gemini.ts";
import { fromOpenaiAnswer, fromOpenaiMessages, mergeTurns } from "./openai.ts";
import { fromOtelMessages } from "./otel.ts";
import { fromVercelMessages } from "./vercel.ts";

/**
 * Messages of a tool that passes on whatever its user logged (Langfuse, Phoenix, LiteLLM): the format is seen from the parts. A text is one turn
 * of the user; an object that is no conversation is its JSON.
 */
export function fromAnyMessages(value: unknown): Turn[] {
  const inner = unwrapJson(value);
  if (inner === null || inner === undefined || inner === "" || isEmpty(inner)) return [];
  if (isObject(inner)) {
    const messages = inner.messages ?? inner.input ?? inner.prompt;
    if (Array.isArray(inner.contents)) return fromGeminiContents(inner.contents, inner.systemInstruction ?? inner.system_instruction);
    if (Array.isArray(inner.messages)) return fromAnthropicOrOther(inner.messages, inner.system);
    if (typeof messages === "string" || Array.isArray(messages)) return fromAnyMessages(messages);
  }
  const turns = Array.isArray(inner) || isObject(inner) ? fromAnthropicOrOther(Array.isArray(inner) ? inner : [inner]) : [];
  return turns.length > 0 ? turns : [{ role: "user", content: toPlain(value) }];
}

/** The answer, likewise: a reply of an API, a message, a list of them, a text. undefined for null. */
export function fromAnyAnswer(value: unknown): Turn | undefined {
  const inner = unwrapJson(value);
  if (inner === null || inner === undefined || isEmpty(inner)) return undefined;
  const reply = fromOpenaiAnswer(inner) ?? fromGeminiAnswer(inner);
  if (reply !== undefined) return reply;
  const turns = Array.isArray(inner) || isObject(inner) ? fromAnthropicOrOther(Array.isArray(inner) ? inner : [inner]) : [];
  const own = turns.filter(({ role }) => role !== "user" && role !== "system" && role !== "tool");
  if (own.length > 0) return mergeTurns(own.slice(turns.length === own.length ? 0 : -1));
  return { role: "assistant", content: toPlain(value) };
}

/** Formats differ in the types of their parts; the first part that is of one format decides. */
function fromAnthropicOrOther(messages: readonly unknown[], system?: unknown): Turn[] {
  for (const message of messages) {
    if (!isObject(message)) continue;
    if (Array.isArray(message.parts)) return isTyped(message.parts) ? fromOtelMessages(messages) : fromGeminiContents(messages);
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content) {
      const type = isObject(part) ? part.type : undefined;
      if (type === "tool_use" || type === "tool_result" || type === "redacted_thinking") return fromAnthropicMessages(messages, system);
      if (type === "tool-call" || type === "tool-result") return fromVercelMessages(messages);
    }
  }
  return system === undefined ? fromOpenaiMessages(messages) : fromAnthropicMessages(messages, system);
}

/** Both sides of one call. Two plain texts stay texts: there are no turns to show. */
export function toAnyConversation(input: unknown, output: unknown): Conversation {
  if (isFlat(input) && isFlat(output)) return { input: toFlat(input), output: toFlat(output), messages: undefined };
  return toConversation(fromAnyMessages(input), fromAnyAnswer(output));
}

/** A text that is one, also one that was written as JSON; not one that holds a conversation. */
const isFlat = (value: unknown): value is string | null | undefined =>
  typeof value === "string" ? isFlatText(value) : value === null || value === undefined;

function isFlatText(text: string): boolean {
  const inner = unwrapJson(text);
  return typeof inner === "string" || inner === null;
}

const toFlat = (value: string | null | undefined): string => String((typeof value === "string" ? unwrapJson(value) : value) ?? "");

const isTyped = (parts: readonly unknown[]) => parts.every((part) => isObject(part) && typeof part.type === "string");

/** `{}` and `[]`, by which tables say that the text was not kept. */
const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A text stays as it is: an answer may be JSON, whose spacing and long numbers a parser would change. One that was written as JSON is unwrapped. */
function toPlain(value: unknown): string {
  const inner = unwrapJson(value);
  if (typeof inner === "string") return inner;
  return typeof value === "string" ? value : JSON.stringify(inner);
}
