import { makeAxolotlConfig } from "../axolotl.ts";
import { toChatTurns } from "../chat-turns.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { defineTarget } from "../target.ts";

/**
 * Conversations for Axolotl's chat_template, with the lines for its configuration.
 * @see https://docs.axolotl.ai/docs/dataset-formats/conversation.html
 */
export const axolotl = defineTarget<"sample">({
  name: "axolotl",
  title: "Axolotl conversations",
  readBy: "Axolotl (type: chat_template)",
  version: "1",
  source: "https://docs.axolotl.ai/docs/dataset-formats/conversation.html",
  takes: "sample",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ prompt, completion }) => ({ messages: toChatTurns([...prompt, ...completion]) }),
  extraFiles: (made) => makeAxolotlConfig(made, ["type: chat_template", "field_messages: messages"]),
});
