import { toObject } from "../../base/json-value.ts";
import { isAnswer, isConversation, systemTurns, toExample, toTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { reject, skip } from "../fields.ts";
import { createdAtUse, toTrainingOutcome, unratedUse } from "../training.ts";

/** Keys that training files have beside `messages`; with others it may be a log. */
const known =
  /^(messages|tools|tool_choice|parallel_tool_calls|functions|system|id|prompt|prompt_id|properties|metadata|split|source|chat_template_kwargs|category|task|images)$/;

/** Rows of a verdict, a call or another set have `messages`, too. */
const others = ["label", "kto_tag", "chosen", "rejected", "rejected_message", "trace_id", "ans_id", "choices", "response", "model"];

/** Chat rows for fine-tuning: OpenAI and Azure, Together, Fireworks, Mistral, MLX, TRL, LLaMA-Factory v1, OpenPipe; formats.md 4.1, A.1, A.2. */
export const chatMessages: Dialect = {
  name: "chat-messages",
  title: "Chat messages for fine-tuning",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    {
      from: "messages[]",
      to: "messages",
      note: "Content as text or as parts with `text` or `value`. Arguments of calls lose a second coat of JSON.",
    },
    { from: "system", to: "messages[0]", note: "A system prompt beside the messages (Anthropic on Bedrock)." },
    { from: "messages[]", to: "input", note: "The last turn of the user." },
    { from: "messages[-1]", to: "output", note: 'The last turn, which has to be the assistant\'s; "" where it only calls tools.' },
    createdAtUse,
    unratedUse,
  ],
  scope: "row",
  detect(sample) {
    const chats = shareOf(sample, (row) => isConversation(row.messages) && !others.some((key) => key in row));
    const plain = shareOf(sample, (row) => isConversation(row.messages) && Object.keys(row).every((key) => known.test(key)));
    return chats === 0 ? 0 : 0.4 * chats + 0.45 * plain;
  },
  open: (context, emit) =>
    eachRow((row) => {
      const { messages, system } = toObject(row.value);
      const turns = toTurns(messages);
      if (turns === null) return emit(reject(row, "/messages", "messages", "The row has no messages with a role each."));
      if (turns.at(-1)?.role !== "assistant") return emit(skip(row, "a prompt without an answer"));
      if (!isAnswer(turns.at(-1))) return emit(reject(row, "/messages", "answer", "The last answer is empty."));
      emit(toTrainingOutcome(context, row, toExample([...systemTurns(system), ...turns])));
    }),
};
