import type { Turn } from "../drafts.ts";
import { TurnBuilder } from "./turn-builder.ts";

/**
 * Messages of OpenInference, flattened into attributes: `llm.input_messages.0.message.role`, `….message.contents.0.message_content.text`,
 * `….message.tool_calls.0.tool_call.function.name`.
 * @see https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
 * @param prefix "llm.input_messages" or "llm.output_messages".
 */
export function fromOpeninference(attributes: Record<string, unknown>, prefix: string): Turn[] {
  const turns: Turn[] = [];
  for (const at of positions(attributes, `${prefix}.`)) {
    const get = (name: string) => attributes[`${prefix}.${at}.message.${name}`];
    const turn = new TurnBuilder();
    const role = get("role");
    if (role === "tool" || role === "function") {
      turn.result(get("tool_call_id"), get("content"), get("name"));
      turns.push(...turn.build("tool"));
      continue;
    }
    turn.text(get("content"));
    for (const part of positions(attributes, `${prefix}.${at}.message.contents.`)) {
      const content = (name: string) => get(`contents.${part}.message_content.${name}`);
      if (content("type") === "reasoning") turn.reasoning(content("text"));
      else if (content("text") !== undefined) turn.text(content("text"));
      else if (content("image.image.url") !== undefined) turn.other({ type: "image_url", image_url: { url: content("image.image.url") } });
    }
    for (const call of positions(attributes, `${prefix}.${at}.message.tool_calls.`)) {
      const called = (name: string) => get(`tool_calls.${call}.tool_call.${name}`);
      turn.call(called("id"), called("function.name"), called("function.arguments"));
    }
    turns.push(...turn.build(typeof role === "string" ? role : "assistant", get("name")));
  }
  return turns;
}

/** The positions that occur behind a prefix, in order. */
export function positions(attributes: Record<string, unknown>, prefix: string): number[] {
  const found = new Set<number>();
  for (const name in attributes) {
    if (!name.startsWith(prefix)) continue;
    const position = Number.parseInt(name.slice(prefix.length), 10);
    if (position >= 0) found.add(position);
  }
  return [...found].sort((a, b) => a - b);
}
