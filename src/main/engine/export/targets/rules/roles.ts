import type { Message } from "../../../../../contract/index.ts";
import type { Rule } from "../target.ts";
import { capital, conversations, firstProblem, mapTurns, place, type Turns, turnLists, type WithTurns } from "../turn-lists.ts";
import { isSystem, mergeTurns, moveSystemFirst } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/** Rules about who speaks when. */

/** No loader refuses a conversation that ends with a question; LLaMA-Factory drops it, all others train on nothing. */
export const answersWithAssistant: Rule<WithTurns> = {
  name: "answers-with-assistant",
  says: "Each answer ends with the assistant's turn.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of, isAnswer }) => {
      const role = turns.at(-1)?.role;
      if (!isAnswer || role === "assistant") return null;
      return `${capital(of)} ends with ${role === undefined ? "nothing" : `a turn of role ${role}`}.`;
    }),
};

const knownRoles = new Set(["system", "developer", "user", "assistant", "tool"]);

/** LLaMA-Factory drops other roles, Together refuses them, and templates leave them out. */
export const rolesAreKnown: Rule<WithTurns> = {
  name: "roles-are-known",
  says: "Roles are system, developer, user, assistant and tool.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of }) => {
      const other = turns.findIndex(({ role }) => !knownRoles.has(role));
      return other < 0 ? null : `${place(other, of)} has the role ${turns[other]?.role}.`;
    }),
};

/** Templates of Mistral and Gemma refuse a late system turn; LLaMA-Factory drops the row; Nova has no such role among its turns. */
export const systemIsFirst: Rule<WithTurns> = withFix(
  {
    name: "system-is-first",
    says: "Only the first turn is a system turn.",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of, isAnswer }) => {
        const late = turns.findIndex((turn, i) => isSystem(turn) && (i > 0 || isAnswer));
        return late < 0 ? null : `${place(late, of)} is a system turn.`;
      }),
  },
  "Move system turns to the front",
  moveSystemFirst,
);

/** Preference trainers add the answer to the prompt: a prompt that is answered already would be answered twice. */
export const promptAsks: Rule<WithTurns> = {
  name: "prompt-asks",
  says: "The prompt ends with the user's turn, or with a tool's result.",
  check: ({ prompt }) => {
    const role = prompt.at(-1)?.role;
    return role === "user" || role === "tool" ? null : `The prompt ends with ${role === undefined ? "nothing" : `a turn of role ${role}`}.`;
  },
};

/** TRL takes the turns of the assistant and of tools as an answer, and trains on a question in between as if it were one. */
export const answerAsksNothing: Rule<WithTurns> = {
  name: "answer-asks-nothing",
  says: "An answer has no turn of the user.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of, isAnswer }) => {
      const asks = isAnswer ? turns.findIndex(({ role }) => role === "user") : -1;
      return asks < 0 ? null : `${place(asks, of)} is the user's.`;
    }),
};

/** Together, Gemini, Nova, LLaMA-Factory and Axolotl have room for one turn a side. */
export const answerIsOneTurn: Rule<WithTurns> = withFix(
  {
    name: "answer-is-one-turn",
    says: "Each answer is one turn.",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of, isAnswer }) =>
        isAnswer && turns.length > 1 ? `${capital(of)} has ${turns.length} turns.` : null,
      ),
  },
  "Merge turns of one role",
  (item) => mapTurns(item, mergeTurns),
);

/**
 * User and assistant take turns, the user first; a tool's result stands where a question does. Together, Gemini, Nova and Claude refuse anything
 * else, LLaMA-Factory drops the row, and templates that insist (Mistral, Gemma) stop the training.
 * @param results "many": several results may follow several calls.
 */
const alternation = (results: "one" | "many") =>
  withFix<WithTurns>(
    {
      name: "roles-alternate",
      says: "After the system turn, user and assistant take turns, the user first.",
      check: (item) => firstProblem(conversations(item), ({ turns, of }) => describeBreak(turns, of, results)),
    },
    "Merge turns of one role",
    (item) => mapTurns(item, mergeTurns),
  );

function describeBreak(turns: Turns, of: string, results: "one" | "many"): string | null {
  const start = turns.findIndex((turn) => !isSystem(turn));
  if (start < 0) return `${capital(of)} has no turn of the user.`;
  let previous: Message | undefined;
  for (let i = start; i < turns.length; i++) {
    const turn = turns[i] as Message;
    const isAnswer = turn.role === "assistant";
    const expectsAnswer = previous !== undefined && previous.role !== "assistant";
    const isNextResult = results === "many" && turn.role === "tool" && previous?.role === "tool";
    if (isAnswer !== expectsAnswer && !isNextResult)
      return `${place(i, of)} is of role ${turn.role}, where the ${expectsAnswer ? "assistant" : "user"} should speak.`;
    previous = turn;
  }
  return null;
}

export const rolesAlternate = alternation("one");
export const rolesAlternateBetweenCalls = alternation("many");
