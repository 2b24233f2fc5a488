import { toObject } from "../../base/json-value.ts";
import { isAnswer, isConversation, systemTurns, toExample, toTurns, unwrapTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { reject, skip } from "../fields.ts";
import { createdAtUse, toTrainingOutcome, unratedUse } from "../training.ts";

/** A preference or a label beside the conversation is another dialect's. */
const others = ["chosen", "rejected", "kto_tag", "label"];

/** Conversations of `{from, value}`: Vicuna, LLaMA-Factory, Axolotl; formats.md 4.4. */
export const shareGpt: Dialect = {
  name: "sharegpt",
  title: "ShareGPT conversations",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    {
      from: "system, conversations[]",
      to: "messages",
      note: "human is user, gpt is assistant, function_call a call of the assistant, observation a tool's answer.",
    },
    { from: "conversations[]", to: "input", note: "The last turn of the user." },
    { from: "conversations[-1]", to: "output", note: 'The last turn, which has to be of gpt or function_call; "" for the latter.' },
    createdAtUse,
    unratedUse,
  ],
  scope: "row",
  detect: (sample) => 0.85 * shareOf(sample, (row) => isConversation(unwrapTurns(row.conversations)) && !others.some((key) => key in row)),
  open: (context, emit) =>
    eachRow((row) => {
      const { conversations, system } = toObject(row.value);
      const turns = toTurns(conversations);
      if (turns === null) return emit(reject(row, "/conversations", "conversations", "The row has no turns with `from` and `value`."));
      if (turns.at(-1)?.role !== "assistant") return emit(skip(row, "a conversation without an answer"));
      if (!isAnswer(turns.at(-1))) return emit(reject(row, "/conversations", "answer", "The last answer is empty."));
      const emptyTurn = turns.some(({ content }) => content === "");
      emit(
        toTrainingOutcome(context, row, {
          ...toExample([...systemTurns(system), ...turns]),
          tags: emptyTurn ? ["empty_turn"] : [],
        }),
      );
    }),
};
