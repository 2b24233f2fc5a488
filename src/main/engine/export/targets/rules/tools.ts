import { isObject, parseJsonText } from "../../../base/json-value.ts";
import { readArguments } from "../chat-turns.ts";
import type { Rule } from "../target.ts";
import { conversations, firstProblem, mapTurns, place, turnLists, type WithTurns } from "../turn-lists.ts";
import { hasToolCalls, textOf } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/** Rules about calls of tools and their results. */

/** Alpaca, Gemini's preferences, Claude and Nova have no place for calls; left out, the result would answer nothing. */
export const callsNoTools: Rule<WithTurns> = {
  name: "calls-no-tools",
  says: "No turn calls a tool: the target has no place for calls and results.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of }) => {
      const call = turns.findIndex((turn) => hasToolCalls(turn) || turn.role === "tool");
      return call < 0 ? null : `${place(call, of)} ${turns[call]?.role === "tool" ? "is a tool's result" : "calls a tool"}.`;
    }),
};

/** OpenAI and LLaMA-Factory parse arguments; sets exist whose arguments are JSON of JSON (OpenAI's own cookbook). */
export const argumentsAreObjects: Rule<WithTurns> = withFix(
  {
    name: "arguments-are-objects",
    says: "The arguments of each call are one JSON object.",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of }) => {
        const broken = turns.findIndex((turn) => turn.tool_calls?.some((call) => !isObject(readArguments(call))));
        return broken < 0 ? null : `${place(broken, of)} calls a tool with arguments that are not a JSON object.`;
      }),
  },
  "Take the second coat of JSON off arguments",
  (item) =>
    mapTurns(item, (turns) =>
      turns.map((turn) => {
        if (!hasToolCalls(turn)) return turn;
        const calls = turn.tool_calls?.map((call) => {
          const inner = readArguments(call);
          const unwrapped = typeof inner === "string" && isObject(parseJsonText(inner)) ? { arguments: inner } : {};
          return { ...call, function: { ...call.function, ...unwrapped } };
        });
        return { ...turn, ...(calls === undefined ? {} : { tool_calls: calls }) };
      }),
    ),
);

/** OpenAI and Mistral refuse a result that nobody asked for. */
export const resultsFollowCalls: Rule<WithTurns> = {
  name: "results-follow-calls",
  says: "A tool's result follows a call.",
  check: (item) =>
    firstProblem(conversations(item), ({ turns, of }) => {
      const stray = turns.findIndex((turn, i) => {
        const before = turns[i - 1];
        return turn.role === "tool" && !(before !== undefined && (before.role === "tool" || hasToolCalls(before)));
      });
      return stray < 0 ? null : `${place(stray, of)} is a tool's result, and no call stands before it.`;
    }),
};

/** A ShareGPT turn is text or calls: LLaMA-Factory's function_call holds nothing else. */
export const saysOrCalls: Rule<WithTurns> = withFix(
  {
    name: "says-or-calls",
    says: "A turn has text or calls tools, not both.",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of }) => {
        const both = turns.findIndex((turn) => hasToolCalls(turn) && textOf(turn).trim() !== "");
        return both < 0 ? null : `${place(both, of)} has text and calls a tool.`;
      }),
  },
  "Drop the text beside calls",
  (item) => mapTurns(item, (turns) => turns.map((turn) => (hasToolCalls(turn) ? { ...turn, content: null } : turn))),
);
