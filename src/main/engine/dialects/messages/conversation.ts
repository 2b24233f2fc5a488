import { type Turn, toText } from "../drafts.ts";

/** The three views of one conversation that an execution has. */
export interface Conversation {
  /** Text of the last turn of the user before the answer. */
  input: string;
  /** Text of the answer; "" where it only calls tools, or there is none. */
  output: string;
  /** Every turn, the answer last; undefined where there is none. */
  messages: readonly Turn[] | undefined;
}

/** @param before the turns that the engine was given. */
export function toConversation(before: readonly Turn[], answer: Turn | undefined): Conversation {
  const messages = answer === undefined ? before : [...before, answer];
  return { input: getPrompt(before), output: toText(answer?.content), messages: messages.length > 0 ? messages : undefined };
}

/** The text of the last turn of the user; without one, of the last turn that is no answer. */
export function getPrompt(turns: readonly Turn[]): string {
  const last = turns.findLast(({ role }) => role === "user") ?? turns.findLast(({ role }) => role !== "assistant" && role !== "tool");
  return toText(last?.content);
}

/** Characters of earlier turns that one execution of a session carries. */
export const maxContextCharacters = 64_000;

/**
 * The latest turns of a session. Each of its answers is an execution that carries the turns before it: whole, a session of 1 000 answers of
 * 5 kB would become 2.5 GB. The prompt that the answer belongs to stays, however long.
 */
export function latestTurns(turns: readonly Turn[]): readonly Turn[] {
  let characters = 0;
  let from = turns.length;
  while (from > 0) {
    characters += sizeOfTurn(turns[from - 1] as Turn);
    if (characters > maxContextCharacters && from < turns.length) break;
    from--;
  }
  if (from === 0) return turns;
  const prompt = turns.findLastIndex(({ role }) => role === "user");
  return prompt >= 0 && prompt < from ? [turns[prompt] as Turn, ...turns.slice(from)] : turns.slice(from);
}

/** Characters of a turn, roughly. */
export function sizeOfTurn({ content, reasoning, tool_calls }: Turn): number {
  const calls = tool_calls?.reduce((sum, call) => sum + call.function.arguments.length, 0) ?? 0;
  return (typeof content === "string" ? content.length : toText(content).length) + (reasoning?.length ?? 0) + calls;
}
