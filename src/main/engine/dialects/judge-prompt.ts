import type { Turn } from "./drafts.ts";

/**
 * What a judge was shown, cut out of the prompt that FastChat and arena-hard wrote for it: rows of judgements keep the texts nowhere else.
 * @see https://github.com/lm-sys/FastChat/blob/main/fastchat/llm_judge/data/judge_prompts.jsonl
 */
export interface Judged {
  /** The question, of several turns the last. */
  question: string;
  /** The answers in the order shown: of "Assistant A" and "Assistant B", or of the one assistant. */
  answers: string[];
  /** The conversations of those, where the judge saw two turns. */
  conversations: Turn[][];
}

/** The beginning and end of answers; of the Japanese prompts, too. */
const answerMarks: [RegExp, RegExp][] = [
  [/\[The Start of Assistant A's Answer\]\n/, /\n\[The End of Assistant A's Answer\]/],
  [/\[The Start of Assistant B's Answer\]\n/, /\n\[The End of Assistant B's Answer\]/],
  [/<\|The Start of Assistant A's Answer\|>\n/, /\n<\|The End of Assistant A's Answer\|>/],
  [/<\|The Start of Assistant B's Answer\|>\n/, /\n<\|The End of Assistant B's Answer\|>/],
  [/\[The Start of Assistant's Answer\]\n/, /\n\[The End of Assistant's Answer\]/],
  [/\[アシスタントの回答の開始\]\n/, /\n\[アシスタントの回答の終了\]/],
];

const conversationMarks: [RegExp, RegExp][] = [
  [/<\|The Start of Assistant A's Conversation with User\|>\n/, /\n<\|The End of Assistant A's Conversation with User\|>/],
  [/<\|The Start of Assistant B's Conversation with User\|>\n/, /\n<\|The End of Assistant B's Conversation with User\|>/],
];

const questionStart = /\[User Question\]\n|\[Question\]\n|<\|User Prompt\|>\n|\[質問\]\n/;
const questionEnd = /\n(?:\[The Start of|<\|The Start of|\[アシスタントの回答の開始\]|\[参考回答の開始\])/;

/** @param prompt the judge's prompt of the user. Nothing that is not in it is found: answers may be fewer than shown. */
export function readJudgePrompt(prompt: string): Judged {
  const conversations = conversationMarks
    .map((marks) => cut(prompt, ...marks))
    .filter((text) => text !== undefined)
    .map(toTurns);
  if (conversations.length > 0) {
    const texts = conversations.map((turns) => turns.map(({ content }) => content as string));
    return { question: texts[0]?.at(-2) ?? "", answers: texts.map((text) => text.at(-1) ?? ""), conversations };
  }
  const answers = answerMarks.map((marks) => cut(prompt, ...marks)).filter((text) => text !== undefined);
  return { question: cut(prompt, questionStart, questionEnd)?.trimEnd() ?? "", answers, conversations: [] };
}

function cut(text: string, from: RegExp, to: RegExp): string | undefined {
  const start = from.exec(text);
  if (start === null) return undefined;
  const rest = text.slice(start.index + start[0].length);
  // An empty answer leaves its end directly behind its beginning.
  const end = to.exec(`\n${rest}`);
  return end === null ? undefined : rest.slice(0, Math.max(0, end.index - 1));
}

/** `### User:` and `### Assistant A:` in turn. */
function toTurns(text: string): Turn[] {
  const parts = text.split(/(?:^|\n)### (User|Assistant(?: [AB])?):\n/);
  const turns: Turn[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2)
    turns.push({ role: parts[i] === "User" ? "user" : "assistant", content: (parts[i + 1] as string).trim() });
  return turns;
}
