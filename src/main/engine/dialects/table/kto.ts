import { isObject } from "../../base/json-value.ts";
import { isAnswer, isConversation, toExample, toTurns, unwrapTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import type { Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { reject, rejectNoObject } from "../fields.ts";
import { createdAtUse, labelUse, toTrainingOutcome } from "../training.ts";
import { readBoolean } from "../values.ts";

/** true and false; tables have their texts. Numbers and other words may be the label of something else. */
const readLabel = (label: unknown) =>
  typeof label === "boolean" || /^(true|false)$/i.test(String(label)) ? readBoolean(label) : undefined;

const isRow = (row: Record<string, unknown>) =>
  readLabel(row.label ?? row.kto_tag) !== undefined &&
  (isConversation(unwrapTurns(row.messages ?? row.conversations)) || ("prompt" in row && "completion" in row));

/** Answers that a person liked or did not: TRL's KTO and BCO, LLaMA-Factory; formats.md 4.3, 4.4. */
export const kto: Dialect = {
  name: "kto",
  title: "KTO: wanted and unwanted answers",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    {
      from: "messages[] | conversations[] | prompt, completion",
      to: "messages",
      note: "The last turn of the assistant is `output`, the last of the user before it `input`.",
    },
    labelUse("label | kto_tag"),
    createdAtUse,
  ],
  scope: "row",
  detect: (sample) => 0.9 * shareOf(sample, isRow),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const key = "label" in row.value ? "label" : "kto_tag";
      const label = readLabel(row.value[key]);
      if (label === undefined) return emit(reject(row, `/${key}`, "label", "The label is not true or false."));
      const turns = findTurns(row.value);
      if (!isAnswer(turns.at(-1))) return emit(reject(row, "", "answer", "The last turn is not an answer of the assistant."));
      const { messages, ...flat } = toExample(turns);
      const isFlat = [row.value.prompt, row.value.completion].every((side) => typeof unwrapTurns(side) === "string");
      emit(toTrainingOutcome(context, row, { ...flat, messages: isFlat ? undefined : messages, label }));
    }),
};

/** The turns of a row, the answer last. */
function findTurns({ messages, conversations, prompt, completion }: Record<string, unknown>): Turn[] {
  return toTurns(messages ?? conversations) ?? [...(toTurns(prompt, "user") ?? []), ...(toTurns(completion, "assistant") ?? [])];
}
