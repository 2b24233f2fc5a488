import { toObject } from "../../base/json-value.ts";
import { systemTurns, toExample } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import type { Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, reject } from "../fields.ts";
import { createdAtUse, labelUse, toTrainingOutcome, unratedUse } from "../training.ts";

const isRow = (row: Record<string, unknown>) =>
  typeof row.instruction === "string" && typeof row.output === "string" && !("generator" in row) && !("trace_id" in row);

/** Instructions with an optional input, as Stanford Alpaca began and LLaMA-Factory, Axolotl and Unsloth read them; formats.md 4.4. */
export const alpaca: Dialect = {
  name: "alpaca",
  title: "Alpaca instructions",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    { from: "instruction, input", to: "input", note: "The instruction, then `input` on a new line where it is not empty." },
    { from: "output", to: "output" },
    { from: "system, history[]", to: "messages", note: "Earlier pairs of question and answer; with either the row is a conversation." },
    labelUse("kto_tag"),
    createdAtUse,
    unratedUse,
  ],
  scope: "row",
  detect: (sample) => 0.85 * shareOf(sample, isRow),
  open: (context, emit) =>
    eachRow((row) => {
      const { instruction, input, output, system, history, kto_tag: label } = toObject(row.value);
      if (typeof instruction !== "string") return emit(reject(row, "/instruction", "instruction", "The row has no instruction."));
      if (typeof output !== "string" || output.trim() === "") return emit(reject(row, "/output", "answer", "The output is empty."));
      const before = [...systemTurns(system), ...toHistory(history)];
      const question = asText(input)?.trim() ? `${instruction}\n${input}` : instruction;
      const { messages, ...flat } = toExample([...before, { role: "user", content: question }, { role: "assistant", content: output }]);
      emit(
        toTrainingOutcome(context, row, {
          ...flat,
          messages: before.length > 0 ? messages : undefined,
          label: typeof label === "boolean" ? label : undefined,
        }),
      );
    }),
};

/** `[[question, answer], …]` */
function toHistory(history: unknown): Turn[] {
  return asList(history).flatMap((pair): Turn[] => {
    const [asked, answered] = asList(pair);
    if (typeof asked !== "string" || typeof answered !== "string") return [];
    return [
      { role: "user", content: asked },
      { role: "assistant", content: answered },
    ];
  });
}
