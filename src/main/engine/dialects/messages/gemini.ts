import { isObject } from "../../base/json-value.ts";
import type { Turn } from "../drafts.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of Gemini's API: `contents` of `role` (user, model) and `parts` without a type; `systemInstruction` stands beside them.
 * @see https://ai.google.dev/api/caching#Content
 */
export function fromGeminiContents(contents: unknown, systemInstruction?: unknown): Turn[] {
  const list = Array.isArray(contents) ? contents : contents === undefined ? [] : [contents];
  return [
    ...(systemInstruction ? fromGeminiContent(systemInstruction, "system") : []),
    ...list.flatMap((content) => fromGeminiContent(content)),
  ];
}

/** One content, or a text. @param role that it has whatever it says. */
export function fromGeminiContent(content: unknown, role?: string): Turn[] {
  if (typeof content === "string") return content === "" ? [] : [{ role: role ?? "user", content }];
  if (!isObject(content)) return [];
  const said = content.role === "model" ? "assistant" : content.role === "function" ? "tool" : content.role;
  const turn = new TurnBuilder();
  for (const part of Array.isArray(content.parts) ? content.parts : isObject(content.parts) ? [content.parts] : []) {
    if (typeof part === "string") turn.text(part);
    if (!isObject(part)) continue;
    const call = part.functionCall ?? part.function_call;
    const result = part.functionResponse ?? part.function_response;
    if (isObject(call)) turn.call(call.id, call.name, call.args);
    else if (isObject(result)) turn.result(result.id, toResult(result.response), result.name);
    else if (part.thought === true) turn.reasoning(part.text);
    else if (typeof part.text === "string") turn.text(part.text);
    else turn.other(part);
  }
  return turn.build(role ?? (typeof said === "string" && said !== "" ? said : "user"));
}

/** The answer in a reply of `generateContent`: its first candidate. */
export function fromGeminiAnswer(reply: unknown): Turn | undefined {
  if (!isObject(reply) || !Array.isArray(reply.candidates)) return undefined;
  const [candidate] = reply.candidates;
  return isObject(candidate) ? fromGeminiContent(candidate.content, "assistant").at(-1) : undefined;
}

/** Tools answer with `{output}` or `{result}` around a text. */
function toResult(response: unknown): unknown {
  if (!isObject(response)) return response;
  const inner = response.output ?? response.result;
  return typeof inner === "string" && Object.keys(response).length === 1 ? inner : response;
}
