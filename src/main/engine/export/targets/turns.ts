import type { Message } from "../../../../contract/index.ts";
import { mapTurns, turnLists, type WithTurns } from "./turn-lists.ts";

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

/** Whether two answers say the same, call by call and, but for spaces at the ends of turns, character by character. */
export function saySame(one: readonly Message[], other: readonly Message[]): boolean {
  const told = (turns: readonly Message[]) => JSON.stringify(turns.map((turn) => [turn.role, textOf(turn).trim(), turn.tool_calls ?? []]));
  return told(one) === told(other);
}

/** Turns of the user, and of the assistant, that follow one another, as one: their texts joined by an empty line, their calls in order. */
export function mergeTurns(turns: readonly Message[]): readonly Message[] {
  const merged: Message[] = [];
  for (const turn of turns) {
    const before = merged.at(-1);
    if (before?.role === turn.role && (turn.role === "user" || turn.role === "assistant"))
      merged[merged.length - 1] = mergeTwo(before, turn);
    else merged.push(turn);
  }
  return merged;
}

function mergeTwo(one: Message, other: Message): Message {
  const calls = [...(one.tool_calls ?? []), ...(other.tool_calls ?? [])];
  const reasoning = joinTexts([one.reasoning ?? "", other.reasoning ?? ""]);
  return {
    ...one,
    content: joinTexts([textOf(one), textOf(other)]),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...(reasoning === "" ? {} : { reasoning }),
  };
}

const joinTexts = (texts: readonly string[]) => texts.filter((text) => text !== "").join("\n\n");

/** System turns of the prompt and of answers as one, the prompt's first turn; what several say alike stands once. */
export function moveSystemFirst<I extends WithTurns>(item: I): I {
  const said = turnLists(item).flatMap(({ turns }) => turns.filter(isSystem).map(textOf));
  if (said.length === 0) return item;
  const system: Message = { role: "system", content: joinTexts([...new Set(said)]) };
  return mapTurns(item, (turns, isAnswer) => {
    const others = turns.filter((turn) => !isSystem(turn));
    return isAnswer ? others : [system, ...others];
  });
}
