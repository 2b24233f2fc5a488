import { isConversation, type Message } from "../../../../contract/index.ts";
import { isSystem } from "../targets/turns.ts";

/** A question and its answer. */
export interface Exchange {
  prompt: readonly Message[];
  completion: readonly Message[];
}

/** Turns of a record, or its flat text as one turn. */
export function toTurns(messages: unknown, role: "user" | "assistant", text: unknown): readonly Message[] {
  if (isConversation(messages)) return messages;
  return [{ role, content: typeof text === "string" ? text : "" }];
}

/**
 * A sample's conversation, cut behind its last user turn: what follows is the answer, calls of tools and their results included. Without a
 * user turn the system turn is the prompt.
 */
export function toExchange({ messages, input, output }: Readonly<Record<string, unknown>>): Exchange {
  if (!isConversation(messages)) return { prompt: toTurns(null, "user", input), completion: toTurns(null, "assistant", output) };
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const end = lastUser >= 0 ? lastUser + 1 : messages[0] !== undefined && isSystem(messages[0]) ? 1 : 0;
  return { prompt: messages.slice(0, end), completion: messages.slice(end) };
}

/** The prompt with a system turn of this text, in the place of one that is there; as it is without a text. */
export function withSystem(prompt: readonly Message[], system: string | undefined): readonly Message[] {
  if (system === undefined) return prompt;
  const turn: Message = { role: "system", content: system };
  return [turn, ...(prompt[0] !== undefined && isSystem(prompt[0]) ? prompt.slice(1) : prompt)];
}
