import type { Message } from "../../../../contract/index.ts";
import { parseJsonText } from "../../base/json-value.ts";
import { hasToolCalls, isSystem, textOf } from "./turns.ts";

type ToolCall = NonNullable<Message["tool_calls"]>[number];

/**
 * Turns as the chat shape of today's trainers has them: role, content and, where there are any, tool calls with their arguments as JSON text. As
 * objects they would differ from call to call, and loaders give every call the arguments of all. A developer's turn is written as the system's.
 * Nothing else: Together and Nova refuse further keys, and reasoning is not what a model is taught to say.
 * @see https://docs.together.ai/docs/fine-tuning/data-preparation
 */
export function toChatTurns(turns: readonly Message[]): Record<string, unknown>[] {
  return turns.map((turn) => ({
    role: isSystem(turn) ? "system" : turn.role,
    content: textOf(turn),
    ...(hasToolCalls(turn) ? { tool_calls: turn.tool_calls?.map(toToolCall) } : {}),
    ...(turn.role === "tool" && turn.tool_call_id !== undefined ? { tool_call_id: turn.tool_call_id } : {}),
  }));
}

/** @returns the arguments of a call as a value; undefined where they are no JSON. No arguments are an empty object. */
export function readArguments({ function: { arguments: given } }: ToolCall): unknown {
  if (typeof given !== "string") return given ?? {};
  return given.trim() === "" ? {} : parseJsonText(given);
}

function toToolCall({ id, function: called }: ToolCall): Record<string, unknown> {
  const { name, arguments: given } = called;
  const text = typeof given === "string" && given.trim() !== "" ? given : JSON.stringify(given || {});
  return { ...(id === undefined ? {} : { id }), type: "function", function: { name, arguments: text } };
}
