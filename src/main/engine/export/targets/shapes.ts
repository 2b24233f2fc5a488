import type { Message } from "../../../../contract/index.ts";
import { readArguments } from "./chat-turns.ts";
import { hasToolCalls, splitSystem, textOf } from "./turns.ts";

/** Shapes of turns that several targets share; chat messages have `chat-turns.ts`. */

/** What a ShareGPT turn is called, and who speaks. */
export interface ShareGptWords {
  from: string;
  value: string;
  user: string;
  assistant: string;
  system: string;
  call: string;
  result: string;
}

/** A turn is text, or calls as one JSON value, as LLaMA-Factory's FunctionFormatter parses it. */
export function toShareGptTurn(turn: Message, words: ShareGptWords): Record<string, string> {
  if (hasToolCalls(turn)) {
    const calls = (turn.tool_calls ?? []).map((call) => ({ name: call.function.name, arguments: readArguments(call) }));
    return { [words.from]: words.call, [words.value]: JSON.stringify(calls.length === 1 ? calls[0] : calls) };
  }
  return { [words.from]: speaker(turn.role, words), [words.value]: textOf(turn) };
}

function speaker(role: string, words: ShareGptWords): string {
  if (role === "user") return words.user;
  if (role === "assistant") return words.assistant;
  return role === "tool" ? words.result : words.system;
}

/** The system prompt beside the turns, and each turn with its role and text. */
export function toTexts(turns: readonly Message[]): { system: string | null; turns: { role: string; text: string }[] } {
  const { system, rest } = splitSystem(turns);
  return { system, turns: rest.map((turn) => ({ role: turn.role, text: textOf(turn) })) };
}

/** The texts of an answer as one. */
export const answerText = (turns: readonly Message[]): string => turns.map(textOf).join("\n\n");

/** Content as Amazon's Converse has it. */
export const toBlocks = (text: string) => [{ text }];
