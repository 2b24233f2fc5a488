import { isObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { unwrapJson } from "../values.ts";
import { fromOpenaiMessage } from "./openai.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of OpenTelemetry's GenAI conventions: `role` and `parts` (text, reasoning, tool_call, tool_call_response, blob, file, uri, …). Many
 * exporters put OpenAI messages under the same names; those are read, too.
 * @see https://github.com/open-telemetry/semantic-conventions-genai, gen-ai-input-messages.json
 * @param value the list, or its JSON text.
 */
export function fromOtelMessages(value: unknown): Turn[] {
  const list = unwrapJson(value);
  if (typeof list === "string") return list === "" ? [] : [{ role: "user", content: list }];
  return (Array.isArray(list) ? list : [list]).flatMap((message) => {
    if (!isObject(message) || !Array.isArray(message.parts)) return fromOpenaiMessage(message) ?? [];
    return fromParts(message.parts, typeof message.role === "string" ? message.role : "user", message.name);
  });
}

/** `gen_ai.system_instructions`: parts without a message around them. */
export function fromOtelInstructions(value: unknown): Turn[] {
  const parts = unwrapJson(value);
  if (typeof parts === "string") return parts === "" ? [] : [{ role: "system", content: parts }];
  return Array.isArray(parts) && parts.length > 0 ? fromParts(parts, "system") : [];
}

function fromParts(parts: readonly unknown[], role: string, name?: unknown): Turn[] {
  const turn = new TurnBuilder();
  for (const part of parts) {
    if (typeof part === "string") turn.text(part);
    else if (!isObject(part)) continue;
    else if (part.type === "text") turn.text(part.content ?? part.text);
    else if (part.type === "reasoning" || part.type === "thinking") turn.reasoning(part.content ?? part.text);
    else if (part.type === "tool_call" || part.type === "server_tool_call")
      turn.call(part.id, part.name, part.arguments ?? part.server_tool_call);
    else if (part.type === "tool_call_response" || part.type === "server_tool_call_response")
      turn.result(part.id, part.response ?? part.result ?? part.server_tool_call_response, part.name);
    else turn.other(part);
  }
  return turn.build(role, name);
}
