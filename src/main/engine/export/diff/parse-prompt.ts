import { isObject, parseObject } from "../../base/json-value.ts";

/** Keys under which targets write what an answer is to, alone or together. */
const promptKeys = [
  "prompt",
  "instruction",
  "input",
  "context",
  "query",
  "question",
  "system",
  "history",
  "systemInstruction",
  "system_instruction",
];
/** Keys of whole conversations: what stands before the last answer is the prompt. */
const conversationKeys = ["messages", "conversations", "contents"];
const answerRoles = new Set(["assistant", "model", "gpt", "function_call"]);

/**
 * What a row is about, so that two rows that differ otherwise are one that changed. Of every shape that a target writes.
 * @returns JSON; null for a row that says nothing of the kind.
 */
export function parsePrompt(line: string): string | null {
  const row = parseObject(line);
  if (row === null) return null;
  if (typeof row.sample_id === "string") return JSON.stringify(row.sample_id);
  const found = promptKeys.filter((key) => key in row).map((key) => [key, row[key]]);
  for (const key of conversationKeys) {
    const turns = row[key];
    if (!Array.isArray(turns)) continue;
    const end = turns.findLastIndex((turn) => !isAnswer(turn)) + 1;
    found.push([key, turns.slice(0, end)]);
  }
  return found.length === 0 ? null : JSON.stringify(found);
}

const isAnswer = (turn: unknown) => isObject(turn) && answerRoles.has(String(turn.role ?? turn.from));
