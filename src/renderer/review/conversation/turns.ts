import type { Conversation } from "../../../contract/index.ts";

/** A conversation as it is drawn: turns, and in each what was said, thought, called and answered, in order. */

export type Block =
  | { kind: "text"; text: string }
  | { kind: "reasoning"; text: string }
  | { kind: "call"; name: string; text: string }
  /** `text` is JSON. */
  | { kind: "other"; name: string; text: string };

export interface Turn {
  /** Its place in the conversation, from 1. */
  number: number;
  role: string;
  /** The speaker's or the tool's name; for a tool without one, the name of the call that it answers. */
  name: string | null;
  blocks: Block[];
}

type Message = Conversation[number];
type Part = Record<string, unknown>;

export function toTurns(messages: Conversation): Turn[] {
  const calls = new Map<string, string>();
  return messages.map((message, index) => {
    for (const { id, function: called } of message.tool_calls ?? []) if (id !== undefined) calls.set(id, called.name);
    const answered = message.tool_call_id === undefined ? undefined : (calls.get(message.tool_call_id) ?? message.tool_call_id);
    return { number: index + 1, role: message.role, name: message.name ?? answered ?? null, blocks: toBlocks(message) };
  });
}

function toBlocks(message: Message): Block[] {
  const { content, reasoning, tool_calls = [] } = message;
  const blocks: Block[] = [];
  if (reasoning !== undefined && reasoning !== "") blocks.push({ kind: "reasoning", text: reasoning });
  if (typeof content === "string") {
    if (content !== "" || tool_calls.length === 0) blocks.push({ kind: "text", text: content });
  } else for (const part of content ?? []) blocks.push(typeof part === "string" ? { kind: "text", text: part } : fromPart(part));
  for (const { function: called } of tool_calls) blocks.push({ kind: "call", name: called.name, text: toArguments(called.arguments) });
  return blocks;
}

const thoughts = new Set(["reasoning", "thinking"]);
const calls = new Set(["tool_use", "tool_call", "function_call"]);

/** Parts as providers write them: OpenAI, Anthropic and OpenTelemetry spell the same things differently. Anything else is shown as JSON. */
function fromPart(part: Part): Block {
  const type = typeof part.type === "string" ? part.type : "part";
  const text = [part.text, part.thinking, part.content, part.reasoning].find((value) => typeof value === "string");
  if (thoughts.has(type) && text !== undefined) return { kind: "reasoning", text: text as string };
  if ((type === "text" || type.endsWith("_text")) && text !== undefined) return { kind: "text", text: text as string };
  if (calls.has(type) && typeof part.name === "string")
    return { kind: "call", name: part.name, text: toArguments(part.input ?? part.arguments) };
  return { kind: "other", name: type, text: JSON.stringify(part, null, 2) };
}

/** Longer arguments stay on the line they came on: indenting them costs more than it helps. */
const maxIndented = 100_000;

function toArguments(given: unknown): string {
  if (given === undefined) return "";
  if (typeof given !== "string") return JSON.stringify(given, null, 2);
  if (given.length > maxIndented) return given;
  try {
    const value: unknown = JSON.parse(given);
    // Numbers beyond 2^53 would change.
    return typeof value === "object" && value !== null && !/\d{16}/.test(given) ? JSON.stringify(value, null, 2) : given;
  } catch {
    return given;
  }
}

const firstTurns = 10;
const lastTurns = 30;

/** The turns to draw: all of a short conversation, else the first and the last ones. @param more how many of the others were asked for. */
export function drawnTurns(count: number, more: number): { first: number; hidden: number } {
  const hidden = Math.max(0, count - firstTurns - lastTurns - more);
  return hidden === 0 ? { first: count, hidden } : { first: firstTurns, hidden };
}
