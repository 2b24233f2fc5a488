import type { Message } from "../../../../contract/index.ts";
import type { Items } from "../items.ts";

/** An item's turns as lists: the prompt and each answer, under the names that messages give them. */

export type WithTurns = Items["sample" | "pair" | "labelled" | "ranked" | "prompt"];
export type Turns = readonly Message[];

export interface TurnList {
  /** "the prompt", "the chosen answer" */
  of: string;
  turns: Turns;
  isAnswer: boolean;
}

export function turnLists(item: WithTurns): TurnList[] {
  const lists: TurnList[] = [{ of: "the prompt", turns: item.prompt, isAnswer: false }];
  const add = (of: string, turns: Turns) => lists.push({ of, turns, isAnswer: true });
  if ("completion" in item) add("the answer", item.completion);
  if ("chosen" in item) {
    add("the chosen answer", item.chosen);
    add("the rejected answer", item.rejected);
  }
  if ("answers" in item) for (const [i, { completion }] of item.answers.entries()) add(`answer ${i + 1}`, completion);
  return lists;
}

/** The prompt with each of the answers: what a chat template is given. */
export function conversations(item: WithTurns): TurnList[] {
  const [prompt, ...answers] = turnLists(item) as [TurnList, ...TurnList[]];
  if (answers.length === 0) return [prompt];
  return answers.map(({ of, turns }) => ({ of: `the prompt with ${of}`, turns: [...prompt.turns, ...turns], isAnswer: true }));
}

/** The same item with each list of turns changed. */
export function mapTurns<I extends WithTurns>(item: I, change: (turns: Turns, isAnswer: boolean) => Turns): I {
  const changed: Record<string, unknown> = { prompt: change(item.prompt, false) };
  if ("completion" in item) changed.completion = change(item.completion, true);
  if ("chosen" in item) Object.assign(changed, { chosen: change(item.chosen, true), rejected: change(item.rejected, true) });
  if ("answers" in item) changed.answers = item.answers.map((answer) => ({ ...answer, completion: change(answer.completion, true) }));
  return { ...item, ...changed };
}

/** @returns the first thing that `find` says about a list of turns; null when it says nothing. */
export function firstProblem(lists: readonly TurnList[], find: (list: TurnList) => string | null): string | null {
  for (const list of lists) {
    const problem = find(list);
    if (problem !== null) return problem;
  }
  return null;
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "Turn 2 of the prompt" */
export const place = (index: number, of: string) => `Turn ${index + 1} of ${of}`;
