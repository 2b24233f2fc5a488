import { isConversation } from "../../../../contract/index.ts";
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
  executions: (line) => executionTextNames.map((name) => ({ text: line[name], at: 0 })),
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

/** Query, answers, and what is said in its conversations. */
function comparisonTexts(line: Line, mask: (text: string) => string): { text: unknown; at: number }[] {
  const candidates = asArray(line.candidates).map(asLine);
  const whole = [line.query, ...candidates.map(({ output }) => output)].map((text) => (typeof text === "string" ? mask(text) : text));
  const said = [line, ...candidates].flatMap(({ messages }) =>
    isConversation(messages) ? [...stringsIn(toSealedMessages(messages, mask))] : [],
  );
  return [...whole, ...said].map((text) => ({ text, at: 0 }));
}

/** Says what something is rather than anything. */
const labels = new Set(["role", "type", "id", "tool_call_id"]);

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const one of value) yield* stringsIn(one);
  else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) if (!labels.has(name)) yield* stringsIn(one);
  }
}
