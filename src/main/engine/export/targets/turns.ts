import type { Message } from "../../../../contract/index.ts";

/** Reading turns, for rules and rows. */

/** What a turn says, parts of text joined by an empty line; "" where it says nothing. Parts that are no text are left out: see `hasOtherParts`. */
export function textOf({ content }: Message): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.flatMap((part) => partText(part) ?? []).join("\n\n");
}

/** Whether a turn holds images, sound or files, which a target of text cannot carry. */
export function hasOtherParts({ content }: Message): boolean {
  return Array.isArray(content) && content.some((part) => partText(part) === null);
}

function partText(part: string | Record<string, unknown>): string | null {
  if (typeof part === "string") return part;
  return typeof part.text === "string" ? part.text : null;
}

/** The system turn at the beginning, if there is one, and the turns after it. A developer's turn is a system turn of newer models. */
export function splitSystem(turns: readonly Message[]): { system: string | null; rest: readonly Message[] } {
  const [first, ...rest] = turns;
  if (first === undefined || !isSystem(first)) return { system: null, rest: turns };
  return { system: textOf(first), rest };
}

export const isSystem = ({ role }: Message) => role === "system" || role === "developer";

export const hasToolCalls = (turn: Message) => turn.tool_calls !== undefined && turn.tool_calls.length > 0;

/** Whether two answers say the same, character by character and call by call. */
export function saySame(one: readonly Message[], other: readonly Message[]): boolean {
  const told = (turns: readonly Message[]) => JSON.stringify(turns.map((turn) => [turn.role, textOf(turn), turn.tool_calls ?? []]));
  return told(one) === told(other);
}
