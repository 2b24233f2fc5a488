import { isObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { unwrapJson } from "../values.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of Vercel's AI SDK as its spans carry them: JSON texts of `role` and `content`, parts typed `text`, `reasoning`, `tool-call`
 * (`toolCallId`, `toolName`, `input`; before version 5 `args`) and `tool-result` (`output`; before `result`).
 * @see https://github.com/vercel/ai, packages/provider/src/language-model/v2/language-model-v2-prompt.ts
 */
export function fromVercelMessages(value: unknown): Turn[] {
  const list = unwrapJson(value);
  return (Array.isArray(list) ? list : []).flatMap((message) => {
    if (!isObject(message) || typeof message.role !== "string") return [];
    const turn = new TurnBuilder();
    if (typeof message.content === "string") turn.text(message.content);
    for (const part of Array.isArray(message.content) ? message.content : []) {
      if (!isObject(part)) continue;
      else if (part.type === "text") turn.text(part.text);
      else if (part.type === "reasoning") turn.reasoning(part.text);
      else if (part.type === "tool-call") turn.call(part.toolCallId, part.toolName, part.input ?? part.args);
      else if (part.type === "tool-result") turn.result(part.toolCallId, toResult(part.output ?? part.result), part.toolName);
      else turn.other(part);
    }
    return turn.build(message.role);
  });
}

/** `ai.response.toolCalls`, JSON text. */
export function readVercelCalls(value: unknown, turn: TurnBuilder): void {
  const calls = unwrapJson(value);
  for (const call of Array.isArray(calls) ? calls : [])
    if (isObject(call)) turn.call(call.toolCallId, call.toolName, call.input ?? call.args);
}

/** `{type: "text" | "json" | …, value}` around what the tool gave. */
function toResult(output: unknown): unknown {
  return isObject(output) && "value" in output ? output.value : output;
}
