import { isObject, toObject } from "../../base/json-value.ts";
import { isAnswer, isConversation, systemTurns, toExample, toTurns, unwrapTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { type Turn, toText } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { reject, skip } from "../fields.ts";
import { fromGeminiContents } from "../messages/gemini.ts";
import { createdAtUse, toTrainingOutcome, unratedUse } from "../training.ts";

/** Keys that training files have beside `messages`; with others it may be a log. */
const known =
  /^(messages|tools|tool_choice|parallel_tool_calls|functions|system|id|prompt|prompt_id|properties|metadata|split|source|chat_template_kwargs|category|task|images|schemaVersion|contents|systemInstruction|system_instruction)$/;
/** Keys that sets on the Hub name their rows and sources by: beside nothing else they are no log's. */
const described =
  /^((conversation|dialog|dialogue|session|row|example|message|sample|data)?_?(id|idx|index|uuid|hash)|datasets?(_name)?|sources?|subset|domain|topics?|language|lang|num_?turns?|turns?|tags|difficulty|license|type|subject|title|keywords|constraints|instruction|seed|quality|ability|weight)$/i;

/** Rows of a verdict, a call or another set have `messages`, too. */
const others = [
  "completions",
  "label",
  "kto_tag",
  "chosen",
  "rejected",
  "rejected_message",
  "trace_id",
  "ans_id",
  "choices",
  "response",
  "model",
];

const isChat = (row: Record<string, unknown>) => findTurns(row) !== null && !others.some((key) => key in row);

/** `messages`; Gemini's `contents`, whose turns have parts. */
function findTurns({ messages, system, contents, systemInstruction, system_instruction }: Record<string, unknown>): Turn[] | null {
  if (messages === undefined && Array.isArray(contents) && contents.every((one) => isObject(one) && Array.isArray(one.parts)))
    return fromGeminiContents(contents, systemInstruction ?? system_instruction);
  const turns = isConversation(unwrapTurns(messages)) ? toTurns(messages) : null;
  return turns && [...systemTurns(typeof system === "string" ? system : toText(system)), ...turns];
}

/** Chat rows for fine-tuning: OpenAI and Azure, Together, Fireworks, Mistral, MLX, TRL, LLaMA-Factory v1, OpenPipe; formats.md 4.1, A.1, A.2. */
export const chatMessages: Dialect = {
  name: "chat-messages",
  title: "Chat messages for fine-tuning",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    {
      from: "messages[] | contents[]",
      to: "messages",
      note: "`contents` are Gemini's. Content as text or as parts with `text` or `value`. Arguments of calls lose a second coat of JSON.",
    },
    { from: "system", to: "messages[0]", note: "A system prompt beside the messages (Anthropic and Nova on Bedrock)." },
    { from: "messages[]", to: "input", note: "The last turn of the user." },
    { from: "messages[-1]", to: "output", note: 'The last turn, which has to be the assistant\'s; "" where it only calls tools.' },
    createdAtUse,
    unratedUse,
  ],
  scope: "row",
  detect(sample) {
    const chats = shareOf(sample, isChat);
    const plain = shareOf(sample, (row) => isChat(row) && Object.keys(row).every((key) => known.test(key)));
    const named = shareOf(sample, (row) => isChat(row) && Object.keys(row).every((key) => known.test(key) || described.test(key)));
    return chats === 0 ? 0 : 0.4 * chats + 0.2 * named + 0.25 * plain;
  },
  open: (context, emit) =>
    eachRow((row) => {
      const turns = findTurns(toObject(row.value));
      if (turns === null) return emit(reject(row, "/messages", "messages", "The row has no messages with a role each."));
      if (turns.at(-1)?.role !== "assistant") return emit(skip(row, "a prompt without an answer"));
      if (!isAnswer(turns.at(-1))) return emit(reject(row, "/messages", "answer", "The last answer is empty."));
      emit(toTrainingOutcome(context, row, toExample(turns)));
    }),
};
