import { isObject, toObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of OpenAI's Chat Completions and Responses, and what others made of them: LangChain (`type: "human"`), LiteLLM and DeepSeek
 * (`reasoning_content`), Ollama and Harmony (`thinking`), Inspect (names of calls), Bedrock's Converse (`toolUse`, `toolResult`).
 * @see https://platform.openai.com/docs/api-reference/chat, https://platform.openai.com/docs/api-reference/responses
 */

/** One message, or item of Responses. undefined where it is neither. */
export function fromOpenaiMessage(message: unknown): Turn[] | undefined {
  if (!isObject(message)) return undefined;
  const turn = new TurnBuilder();
  switch (message.type) {
    case "function_call":
    case "custom_tool_call":
      turn.call(message.call_id ?? message.id, message.name, message.arguments ?? message.input);
      return turn.build("assistant");
    case "function_call_output":
    case "custom_tool_call_output":
      turn.result(message.call_id, toResult(message.output));
      return turn.build("tool");
    case "reasoning":
      if (message.role === undefined) {
        for (const part of toArray(message.summary ?? message.content)) turn.reasoning(isObject(part) ? part.text : part);
        return turn.build("assistant").map(({ content: _, ...rest }) => rest);
      }
  }
  const role = toRole(message);
  if (role === undefined) return undefined;
  if (role === "tool") {
    // Langfuse lists the tools that LangChain offers among the messages: a definition is no turn.
    if (isObject(message.content) && message.content.type === "function" && message.tool_call_id === undefined) return [];
    turn.result(message.tool_call_id, toResult(message.content), message.name ?? message.function);
    return turn.build(role);
  }
  turn.reasoning(message.reasoning_content ?? message.reasoning ?? message.thinking);
  readContent(message.content, turn);
  if (typeof message.refusal === "string") turn.text(message.refusal);
  for (const call of toArray(message.tool_calls ?? toObject(message.additional_kwargs).tool_calls)) {
    if (!isObject(call)) continue;
    const called = isObject(call.function) ? call.function : isObject(call.custom) ? call.custom : call;
    // Inspect has the name where others have an object.
    turn.call(call.id, called.name ?? call.function, called.arguments ?? called.input ?? called.args);
  }
  if (isObject(message.function_call)) turn.call(undefined, message.function_call.name, message.function_call.arguments);
  return turn.build(role, message.name);
}

/** A list of messages, one message, or a prompt as one text. Elements that are no messages are left out. */
export function fromOpenaiMessages(value: unknown): Turn[] {
  if (typeof value === "string") return value === "" ? [] : [{ role: "user", content: value }];
  return toArray(value).flatMap((message) => fromOpenaiMessage(message) ?? []);
}

/** The answer in a reply: `choices[0]`, the items of a Responses `output`, or one message. undefined where there is none. */
export function fromOpenaiAnswer(reply: unknown): Turn | undefined {
  if (!isObject(reply)) return undefined;
  if (Array.isArray(reply.choices)) {
    const choice = reply.choices[0];
    if (!isObject(choice)) return undefined;
    if (typeof choice.text === "string") return { role: "assistant", content: choice.text };
    return mergeTurns(fromOpenaiMessage(isObject(choice.message) ? { role: "assistant", ...choice.message } : choice.message) ?? []);
  }
  if (Array.isArray(reply.output)) return mergeTurns(fromOpenaiMessages(reply.output));
  return undefined;
}

/** Turns of one answer as one: text, reasoning and calls together. */
export function mergeTurns(turns: readonly Turn[]): Turn | undefined {
  const [first] = turns;
  if (first === undefined || turns.length === 1) return first;
  const turn = new TurnBuilder();
  for (const { content, reasoning, tool_calls } of turns) {
    turn.reasoning(reasoning);
    if (typeof content === "string") turn.text(content);
    else for (const part of content ?? []) turn.other(part);
    for (const { id, function: called } of tool_calls ?? []) turn.call(id, called.name, called.arguments);
  }
  return turn.build("assistant").at(-1);
}

function readContent(content: unknown, turn: TurnBuilder): void {
  if (typeof content === "string") turn.text(content);
  for (const part of Array.isArray(content) ? content : isObject(content) ? [content] : []) {
    if (typeof part === "string") turn.text(part);
    else if (!isObject(part)) continue;
    else if (part.type === "refusal") turn.text(part.refusal);
    else if (part.type === "thinking" || part.type === "reasoning") turn.reasoning(part.thinking ?? part.text ?? part.reasoning);
    else if (typeof part.text === "string") turn.text(part.text);
    else if (isObject(part.toolUse)) turn.call(part.toolUse.toolUseId, part.toolUse.name, part.toolUse.input);
    else if (isObject(part.toolResult)) turn.result(part.toolResult.toolUseId, toResult(part.toolResult.content));
    else if (isObject(part.reasoningContent)) turn.reasoning(toObject(part.reasoningContent.reasoningText).text);
    else turn.other(part);
  }
}

const roles: Record<string, string> = { human: "user", ai: "assistant", function: "tool" };

function toRole({ role, type }: Record<string, unknown>): string | undefined {
  const said =
    typeof role === "string" && role !== "" ? role : typeof type === "string" && /^(human|ai|system|tool)$/.test(type) ? type : undefined;
  return said === undefined ? undefined : (roles[said] ?? said);
}

const toArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : isObject(value) ? [value] : []);

/** What a tool gave back: its text, or the texts of its parts. */
function toResult(content: unknown): unknown {
  if (!Array.isArray(content)) return content === null ? "" : content;
  const texts = content.map((part) => (typeof part === "string" ? part : isObject(part) ? part.text : undefined));
  return texts.every((text) => typeof text === "string") ? texts.join("\n") : content;
}
