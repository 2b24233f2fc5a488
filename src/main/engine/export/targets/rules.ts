import type { Message } from "../../../../contract/index.ts";
import type { Items } from "../items.ts";
import type { Rule } from "./target.ts";
import { hasOtherParts, hasToolCalls, isSystem, textOf } from "./turns.ts";

/** Rules that several targets share. What loaders do with rows that break them is in docs/exporting.md: most train on them in silence. */

type WithTurns = Items["sample" | "pair" | "labelled" | "ranked" | "prompt"];

/** All turns of an item, each list with the name a person knows it by. */
export function turnLists(item: WithTurns): { of: string; turns: readonly Message[] }[] {
  const lists = [{ of: "the prompt", turns: item.prompt }];
  if ("completion" in item) lists.push({ of: "the answer", turns: item.completion });
  if ("chosen" in item) lists.push({ of: "the chosen answer", turns: item.chosen }, { of: "the rejected answer", turns: item.rejected });
  if ("answers" in item) for (const [i, { completion }] of item.answers.entries()) lists.push({ of: `answer ${i + 1}`, turns: completion });
  return lists;
}

const firstProblem = (item: WithTurns, find: (turns: readonly Message[], of: string) => string | null): string | null => {
  for (const { of, turns } of turnLists(item)) {
    const problem = find(turns, of);
    if (problem !== null) return problem;
  }
  return null;
};

/** No loader refuses a conversation that ends with a question; LLaMA-Factory drops it, all others train on nothing. */
export const answersWithAssistant: Rule<WithTurns> = {
  name: "answers-with-assistant",
  says: "Each answer ends with the assistant's turn.",
  check: (item) =>
    firstProblem(item, (turns, of) => {
      if (of === "the prompt") return null;
      const role = turns.at(-1)?.role;
      return role === "assistant" ? null : `${capital(of)} ends with ${role === undefined ? "nothing" : `a turn of role ${role}`}.`;
    }),
};

/** Every loader accepts an empty answer and trains on it. */
export const everyTurnSays: Rule<WithTurns> = {
  name: "every-turn-says-something",
  says: "Every turn has text or calls a tool.",
  check: (item) =>
    firstProblem(item, (turns, of) => {
      if (turns.length === 0) return `${capital(of)} is empty.`;
      const empty = turns.findIndex((turn) => textOf(turn).trim() === "" && !hasToolCalls(turn) && turn.role !== "tool");
      return empty < 0 ? null : `Turn ${empty + 1} of ${of} is empty.`;
    }),
};

export const contentIsText: Rule<WithTurns> = {
  name: "content-is-text",
  says: "Turns hold text only; images and files are not carried.",
  check: (item) =>
    firstProblem(item, (turns, of) => {
      const other = turns.findIndex(hasOtherParts);
      return other < 0 ? null : `Turn ${other + 1} of ${of} has a part that is not text.`;
    }),
};

/** Templates of Mistral and Gemma refuse a late system turn; LLaMA-Factory drops the row. */
export const systemIsFirst: Rule<WithTurns> = {
  name: "system-is-first",
  says: "Only the first turn is a system turn.",
  check: (item) =>
    firstProblem(item, (turns, of) => {
      const late = turns.findIndex((turn, i) => isSystem(turn) && (i > 0 || of !== "the prompt"));
      return late < 0 ? null : `Turn ${late + 1} of ${of} is a system turn.`;
    }),
};

/** Arrow, Parquet and every tokenizer refuse half of a surrogate pair. */
export const validText: Rule<WithTurns> = {
  name: "valid-text",
  says: "Text holds no half of a surrogate pair.",
  check: (item) =>
    firstProblem(item, (turns, of) => {
      const broken = turns.findIndex((turn) => !textOf(turn).isWellFormed());
      return broken < 0 ? null : `Turn ${broken + 1} of ${of} has half of a surrogate pair.`;
    }),
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
