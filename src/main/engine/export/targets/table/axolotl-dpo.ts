import { makeAxolotlConfig } from "../axolotl.ts";
import { toChatTurns } from "../chat-turns.ts";
import { noSpacesAtEnds, sidesDiffer } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { strictChoices } from "../rules/groups.ts";
import { answerIsNotScaffold } from "../rules/scaffold.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs for Axolotl's chat_template.default: the conversation, and one message a side.
 * @see https://docs.axolotl.ai/docs/rlhf.html
 */
export const axolotlDpo = defineTarget<"pair">({
  name: "axolotl-dpo",
  title: "Axolotl preference pairs",
  readBy: "Axolotl (rl: dpo, ipo, simpo or orpo; type: chat_template.default)",
  version: "1",
  source: "https://docs.axolotl.ai/docs/rlhf.html",
  takes: "pair",
  encoding: "jsonl",
  rules: [...strictChoices, sidesDiffer, noSpacesAtEnds, answerIsNotScaffold],
  setRules: [oneTypeAColumn],
  row: ({ prompt, chosen, rejected }) => ({
    messages: toChatTurns(prompt),
    chosen: toChatTurns(chosen)[0],
    rejected: toChatTurns(rejected)[0],
  }),
  extraFiles: (made) =>
    makeAxolotlConfig(
      made,
      ["type: chat_template.default", "field_messages: messages", "field_chosen: chosen", "field_rejected: rejected"],
      ["rl: dpo"],
    ),
});
