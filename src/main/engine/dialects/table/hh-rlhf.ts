import { isObject } from "../../base/json-value.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { reject, rejectNoObject } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { toComparisonOutcome } from "../outcomes.ts";

/**
 * Pairs of Anthropic's HH-RLHF: two transcripts, each one text; formats.md 5.5, B.3 14.
 * @see https://github.com/anthropics/hh-rlhf
 */
export const hhRlhf: Dialect = {
  name: "hh-rlhf",
  title: "HH-RLHF transcripts",
  version: "1",
  kinds: ["comparison_result"],
  fields: [
    {
      from: "chosen, rejected",
      to: "messages, query",
      note: "Cut at the last empty line with `Assistant:`. What stands before has to be the same on both sides: a common beginning by letters would run into the answers.",
    },
    {
      from: "chosen, rejected",
      to: "candidates[].output",
      note: 'Engines are not known: "chosen" and "rejected". An empty answer is kept.',
    },
    { from: "(the side)", to: "winner.score", note: "1: the set says which is better, not how good." },
  ],
  scope: "row",
  detect: (sample) => 0.95 * shareOf(sample, (row) => isTranscript(row.chosen) && isTranscript(row.rejected) && !("prompt" in row)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const [chosen, rejected] = [split(row.value.chosen), split(row.value.rejected)];
      if (chosen === null || rejected === null) return emit(reject(row, "", "transcript", "A side has no turn of the assistant."));
      if (chosen.before !== rejected.before)
        return emit(reject(row, "/rejected", "prompt", "The turns before the last answer differ between the sides."));
      if (chosen.answer === rejected.answer)
        return emit(reject(row, "/rejected", "equal", "Both sides are equal: there is nothing to prefer."));
      const messages = toTurns(chosen.before);
      emit(
        toComparisonOutcome(
          context,
          { rows: [row.number] },
          {
            comparison_id: digest(row.value),
            query: getPrompt(messages),
            messages: messages.length > 0 ? messages : undefined,
            candidates: [
              { engine_id: "chosen", output: chosen.answer, messages: [{ role: "assistant", content: chosen.answer }] },
              { engine_id: "rejected", output: rejected.answer, messages: [{ role: "assistant", content: rejected.answer }] },
            ],
            winner: { position: 0, score: 1 },
          },
        ),
      );
    }),
};

const mark = "\n\nAssistant:";

const isTranscript = (value: unknown) => typeof value === "string" && /^\s*Human:/.test(value) && value.includes(mark);

function split(value: unknown): { before: string; answer: string } | null {
  if (typeof value !== "string") return null;
  const at = value.lastIndexOf(mark);
  return at < 0 ? null : { before: value.slice(0, at), answer: value.slice(at + mark.length).trim() };
}

/** Turns begin behind an empty line; "Human:" within a line is text. */
function toTurns(transcript: string): Turn[] {
  const parts = `\n\n${transcript.trimStart()}`.split(/\n\n(Human|Assistant):/);
  const turns: Turn[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2)
    turns.push({ role: parts[i] === "Human" ? "user" : "assistant", content: (parts[i + 1] as string).trim() });
  return turns;
}
