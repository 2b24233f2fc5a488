import type { Message } from "../../../../contract/index.ts";
import { hasToolCalls, textOf } from "./turns.ts";

/**
 * Turns as the chat shape of today's trainers has them: role, content and, where there are any, tool calls with their arguments as JSON text.
 * Nothing else: Together and Nova refuse further keys, and reasoning is not what a model is taught to say.
 * @see https://docs.together.ai/docs/fine-tuning/data-preparation
 */
export function toChatTurns(turns: readonly Message[]): Record<string, unknown>[] {
  return turns.map((turn) => ({
    role: turn.role,
    content: textOf(turn),
    ...(hasToolCalls(turn) ? { tool_calls: turn.tool_calls?.map(toToolCall) } : {}),
    ...(turn.role === "tool" && turn.tool_call_id !== undefined ? { tool_call_id: turn.tool_call_id } : {}),
  }));
}

function toToolCall({ id, function: called }: NonNullable<Message["tool_calls"]>[number]): Record<string, unknown> {
  const { name, arguments: given } = called;
  const text = typeof given === "string" ? given : JSON.stringify(given ?? {});
  return { ...(id === undefined ? {} : { id }), type: "function", function: { name, arguments: text } };
}
