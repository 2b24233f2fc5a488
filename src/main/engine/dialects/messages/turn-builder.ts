import { parseJsonText } from "../../base/json-value.ts";
import type { Draft } from "../dialect.ts";
import type { Turn } from "../drafts.ts";

type ToolCall = NonNullable<Turn["tool_calls"]>[number];

/** Collects the parts of one message, whatever its format calls them. Results of tools become turns of their own. */
export class TurnBuilder {
  #parts: Draft[] = [];
  #reasoning: string[] = [];
  #calls: ToolCall[] = [];
  #results: Turn[] = [];

  text(text: unknown): void {
    if (typeof text === "string" && text !== "") this.#parts.push({ type: "text", text });
  }

  reasoning(text: unknown): void {
    if (typeof text === "string" && text !== "") this.#reasoning.push(text);
  }

  /** A part that is no text: an image, a file. It is kept as it is. */
  other(part: Draft): void {
    this.#parts.push(part);
  }

  /** @param args a JSON value, or the text of one; JSON encoded twice loses one coat. */
  call(id: unknown, name: unknown, args: unknown): void {
    this.#calls.push({
      ...(typeof id === "string" && id !== "" ? { id } : {}),
      type: "function",
      function: { name: typeof name === "string" ? name : "", arguments: toArguments(args) },
    });
  }

  result(id: unknown, content: unknown, name?: unknown): void {
    this.#results.push({
      role: "tool",
      content: typeof content === "string" ? content : content === undefined ? "" : JSON.stringify(content),
      ...(typeof name === "string" && name !== "" ? { name } : {}),
      ...(typeof id === "string" && id !== "" ? { tool_call_id: id } : {}),
    });
  }

  /** The turns of the message: results of tools, then the turn itself unless results were all that it had. */
  build(role: string, name?: unknown): Turn[] {
    const empty = this.#parts.length + this.#reasoning.length + this.#calls.length === 0;
    if (empty && this.#results.length > 0) return this.#results;
    const texts = this.#parts.map((part) => (part.type === "text" ? part.text : undefined));
    const onlyText = texts.every((text) => typeof text === "string");
    return [
      ...this.#results,
      {
        role,
        // Only calls: no content. An empty turn says so with an empty text.
        ...(this.#parts.length > 0 || this.#calls.length === 0 ? { content: onlyText ? texts.join("\n") : this.#parts } : {}),
        ...(typeof name === "string" && name !== "" ? { name } : {}),
        ...(this.#reasoning.length > 0 ? { reasoning: this.#reasoning.join("\n") } : {}),
        ...(this.#calls.length > 0 ? { tool_calls: this.#calls } : {}),
      },
    ];
  }
}

function toArguments(args: unknown): string {
  if (args === undefined || args === null) return "";
  if (typeof args !== "string") return JSON.stringify(args);
  const once = args.startsWith('"') ? parseJsonText(args) : args;
  return typeof once === "string" ? once : args;
}
