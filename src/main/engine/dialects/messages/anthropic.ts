import { isObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of Anthropic's API: content is a text or blocks (text, thinking, tool_use, tool_result, image …), `system` stands beside them.
 * @see https://docs.anthropic.com/en/api/messages
 */
export function fromAnthropicMessages(messages: unknown, system?: unknown): Turn[] {
  const before = system === undefined || system === null ? [] : fromAnthropicMessage({ role: "system", content: system });
  const list = Array.isArray(messages) ? messages : isObject(messages) ? [messages] : [];
  return [...before.filter(({ content }) => content !== ""), ...list.flatMap((message) => fromAnthropicMessage(message))];
}

/** One message; a reply of the API is one, too. Nothing where it has no role. Tool results come before the rest. */
export function fromAnthropicMessage(message: unknown): Turn[] {
  if (!isObject(message) || typeof message.role !== "string") return [];
  const { role, content } = message;
  const turn = new TurnBuilder();
  if (typeof content === "string") turn.text(content);
  for (const block of Array.isArray(content) ? content : []) {
    if (typeof block === "string") turn.text(block);
    else if (isObject(block)) readBlock(block, turn);
  }
  return turn.build(role);
}

function readBlock(block: Record<string, unknown>, turn: TurnBuilder): void {
  if (block.type === "text") turn.text(block.text);
  else if (block.type === "thinking") turn.reasoning(block.thinking);
  else if (typeof block.type === "string" && block.type.endsWith("tool_use")) turn.call(block.id, block.name, block.input);
  else if (block.type === "tool_result" || block.type === "mcp_tool_result") turn.result(block.tool_use_id, toResult(block.content));
  // Encrypted, no text in it.
  else if (block.type !== "redacted_thinking") turn.other(block);
}

/** A text, or blocks: their texts where they have nothing else. */
function toResult(content: unknown): unknown {
  if (!Array.isArray(content)) return content === null ? "" : content;
  const texts = content.map((block) => (isObject(block) && block.type === "text" ? block.text : undefined));
  return texts.every((text) => typeof text === "string") ? texts.join("\n") : content;
}
