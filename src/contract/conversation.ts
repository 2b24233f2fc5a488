import Type from "typebox";
import type { Message } from "./records.generated.ts";

/** Conversations, which records may carry in `messages`; defined by schemas/v1/common.json. */
export type Conversation = readonly Message[];

/** On the wire. */
export const ConversationShape = Type.Array(Type.Unsafe<Message>(Type.Object({ role: Type.String() })));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isOptionalText = (value: unknown) => value === undefined || typeof value === "string";
const isPart = (value: unknown) => typeof value === "string" || isObject(value);
const isContent = (value: unknown) =>
  value === undefined || value === null || typeof value === "string" || (Array.isArray(value) && value.every(isPart));

/**
 * Whether a record's `messages` are a conversation. A property of that name may hold anything, as it could before it had a meaning: then it is an
 * extra property, kept and shown as JSON.
 */
export function isConversation(value: unknown): value is Message[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMessage);
}

function isMessage(value: unknown): boolean {
  if (!isObject(value) || typeof value.role !== "string" || !isContent(value.content)) return false;
  const { name, reasoning, tool_call_id, tool_calls } = value;
  if (!isOptionalText(name) || !isOptionalText(reasoning) || !isOptionalText(tool_call_id)) return false;
  return tool_calls === undefined || (Array.isArray(tool_calls) && tool_calls.every(isToolCall));
}

function isToolCall(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.function)) return false;
  const { name, arguments: given } = value.function;
  return isOptionalText(value.id) && isOptionalText(value.type) && typeof name === "string" && isArguments(given);
}

const isArguments = (value: unknown) => value === undefined || typeof value === "string" || isObject(value);

/** They say what something is rather than anything. */
const labels = new Set(["role", "type", "id", "tool_call_id"]);

/** What is said in a conversation, as a search looks at it: every text in it but labels. In order; nesting of any depth. */
export function conversationTexts(messages: Conversation): string[] {
  const texts: string[] = [];
  const left: unknown[] = [...messages].reverse();
  for (let value = left.pop(); value !== undefined || left.length > 0; value = left.pop()) {
    if (typeof value === "string") texts.push(value);
    else if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) left.push(value[i]);
    else if (isObject(value)) for (const [name, one] of Object.entries(value).reverse()) if (!labels.has(name)) left.push(one);
  }
  return texts;
}
