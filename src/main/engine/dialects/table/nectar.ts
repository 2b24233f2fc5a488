import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asJsonList, asText, reject, rejectNoObject } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { toComparisonOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Seven ranked answers a prompt; formats.md B.2.
 * @see https://huggingface.co/datasets/berkeley-nest/Nectar
 */
export const nectar: Dialect = {
  name: "nectar",
  title: "Nectar: ranked answers",
  version: "2",
  kinds: ["comparison_result"],
  fields: [
    { from: "prompt", to: "query, messages", note: "A transcript of `Human:` and `Assistant:`, or a text." },
    { from: "answers[].model", to: "candidates[].engine_id", note: '"answer 1", "answer 2", … where the set names none.' },
    { from: "answers[].answer", to: "candidates[].output", note: "In the order of their ranks." },
    {
      from: "answers[].rank",
      to: "winner",
      note: 'Rank 1 is best, score 1: ranks say who is better, not how good. Two of rank 1 are a tie. `best: "highest rank"` turns it round.',
    },
  ],
  scope: "row",
  detect: (sample) =>
    0.96 *
    shareOf(sample, (row) => "prompt" in row && asJsonList(row.answers).some((one) => isObject(one) && "rank" in one && "answer" in one)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      // Axolotl's reader wants it so, and Assay's own export for it says so.
      const sign = row.value.best === "highest rank" ? -1 : 1;
      const answers = asJsonList(row.value.answers)
        .map((raw, i) => {
          const { answer, model, rank } = toObject(raw);
          return {
            engine_id: readText(model) ?? `answer ${i + 1}`,
            output: asText(answer) ?? "",
            rank: sign * (readNumber(rank) ?? sign * Number.POSITIVE_INFINITY),
          };
        })
        .sort((a, b) => a.rank - b.rank || 0);
      const [first, second] = answers;
      if (first === undefined || second === undefined)
        return emit(reject(row, "/answers", "answers", "There are no two answers to compare."));
      const turns = toTurns(asText(row.value.prompt) ?? "");
      emit(
        toComparisonOutcome(
          context,
          { rows: [row.number] },
          {
            comparison_id: digest(row.value),
            query: getPrompt(turns),
            messages: turns.length > 1 ? turns : undefined,
            candidates: answers.map(({ engine_id, output }) => ({ engine_id, output })),
            winner: first.rank < second.rank ? { position: 0, score: 1 } : undefined,
          },
        ),
      );
    }),
};

/** The prompt ends with an `Assistant:` that waits for the answer. */
function toTurns(prompt: string): Turn[] {
  const parts = `\n\n${prompt.trim()}`.split(/\n\n(Human|Assistant):/);
  if (parts.length < 3) return [{ role: "user", content: prompt }];
  const turns: Turn[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const content = (parts[i + 1] as string).trim();
    if (content !== "") turns.push({ role: parts[i] === "Human" ? "user" : "assistant", content });
  }
  return turns;
}
