import type { Conversation } from "../../../contract/index.ts";
import { indentJson } from "../../components/json-tokens.ts";

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
  message: Message;
}

type Message = Conversation[number];
type Part = Record<string, unknown>;

/** Roles and names stand in one line. */
const maxNameCharacters = 200;
const toName = (text: string) => (text.length > maxNameCharacters ? `${text.slice(0, maxNameCharacters)}…` : text);

/** Who speaks in each turn. What is said is read turn by turn (`toBlocks`): a line may hold 100 000 turns, and few are drawn. */
export function toTurns(messages: Conversation): Turn[] {
  const calls = new Map<string, string>();
  return messages.map((message, index) => {
    for (const { id, function: called } of message.tool_calls ?? []) if (id !== undefined) calls.set(id, called.name);
    const answered = message.tool_call_id === undefined ? undefined : (calls.get(message.tool_call_id) ?? message.tool_call_id);
    const name = message.name ?? answered;
    return { number: index + 1, role: toName(message.role), name: name === undefined ? null : toName(name), message };
  });
}

/** What a turn thinks, says and calls, in that order: at most `max` blocks, and how many are left. */
export function toBlocks({ content, reasoning = "", tool_calls = [] }: Message, max: number): { blocks: Block[]; left: number } {
  const parts = typeof content !== "string" ? (content ?? []) : content !== "" || tool_calls.length === 0 ? [content] : [];
  const blocks: Block[] = reasoning === "" ? [] : [{ kind: "reasoning", text: reasoning }];
  const count = blocks.length + parts.length + tool_calls.length;
  for (const part of parts.slice(0, max - blocks.length))
    blocks.push(typeof part === "string" ? { kind: "text", text: part } : fromPart(part));
  for (const { function: called } of tool_calls.slice(0, max - blocks.length)) {
    blocks.push({ kind: "call", name: toName(called.name), text: toArguments(called.arguments) });
  }
  return { blocks, left: count - blocks.length };
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
    return { kind: "call", name: toName(part.name), text: toArguments(part.input ?? part.arguments) };
  return { kind: "other", name: toName(type), text: toArguments(part) };
}

/** Longer arguments stay on the line they came on: indenting them costs more than it helps. */
const maxIndented = 100_000;

function toArguments(given: unknown): string {
  if (given === undefined) return "";
  const json = typeof given === "string" ? given : JSON.stringify(given);
  return json.length > maxIndented ? json : indentJson(json);
}

const firstTurns = 10;
const lastTurns = 30;

/** The turns to draw: all of a short conversation, else the first and the last ones. @param more how many of the others were asked for. */
export function drawnTurns(count: number, more: number): { first: number; hidden: number } {
  const hidden = Math.max(0, count - firstTurns - lastTurns - more);
  return hidden === 0 ? { first: count, hidden } : { first: firstTurns, hidden };
}
