import { conversationTexts, isConversation } from "../../../../contract/index.ts";
import { createMask, toSealedMessages } from "../mask.ts";
import { executionTextNames } from "./execution-texts.ts";

/** What a line of a journal holds, as JSON.parse read it. */
type Line = Record<string, unknown>;

/** The texts of a line that are searched, each with what is added to the line's offset when it is found. */
type Texts = Iterable<{ text: unknown; at: number }>;

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asLine = (value: unknown): Line => (typeof value === "object" && value !== null ? (value as Line) : {});
const asIs = (text: string) => text;

/**
 * Which texts are searched, by what is searched.
 * - sealed: of a comparison, what a blind queue shows of it; masked: and with names blocked out. Nothing else may decide what is in such a queue.
 * - traces, tasks: of an execution its id, which must equal what is searched (`isExact`).
 * - notes: of curation.jsonl, each at the line's offset and the position of its change in the line. A line is longer than it has changes, so the
 *   sum is of no other line.
 */
export const searchedTexts = {
  traces: (line) => [{ text: line.trace_id, at: 0 }],
  tasks: (line) => [{ text: line.task_id, at: 0 }],
  executions: (line) => [...executionTextNames.map((name) => line[name]), ...said(line)].map((text) => ({ text, at: 0 })),
  comparisons: (line) => [{ text: line.comparison_id, at: 0 }, ...comparisonTexts(line, asIs)],
  sealed: (line) => comparisonTexts(line, asIs),
  masked: (line) => comparisonTexts(line, createMask(enginesIn(line))),
  notes: (line) =>
    asArray(line.changes).flatMap((change, at) => {
      const { of, after } = asLine(change);
      return of === "review" ? [{ text: asLine(after).note, at }] : [];
    }),
} as const satisfies Record<string, (line: Line) => Texts>;

export type SearchedTexts = keyof typeof searchedTexts;

/** Whether a text has to equal what is searched, letter for letter, rather than contain it. */
export const isExact = (texts: SearchedTexts): boolean => texts === "traces" || texts === "tasks";

function enginesIn(line: Line): string[] {
  return asArray(line.candidates)
    .map((candidate) => asLine(candidate).engine_id)
    .filter((id) => typeof id === "string");
}

/** What is said in the conversation of an execution. */
const said = ({ messages }: Line): string[] => (isConversation(messages) ? conversationTexts(messages) : []);

/** Query, answers, and what is said in its conversations. */
function comparisonTexts(line: Line, mask: (text: string) => string): { text: unknown; at: number }[] {
  const candidates = asArray(line.candidates).map(asLine);
  const whole = [line.query, ...candidates.map(({ output }) => output)].map((text) => (typeof text === "string" ? mask(text) : text));
  const turns = [line, ...candidates].flatMap(({ messages }) =>
    isConversation(messages) ? conversationTexts(toSealedMessages(messages, mask)) : [],
  );
  return [...whole, ...turns].map((text) => ({ text, at: 0 }));
}
