import { toChatTurns } from "../chat-turns.ts";
import { sidesDiffer } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { answerAsksNothing, promptAsks } from "../rules/roles.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs with their prompt apart, as TRL advises for DPO; the sides hold the turns of the answer only.
 * @see https://huggingface.co/docs/trl/dataset_formats#preference
 */
export const trlPreference = defineTarget<"pair">({
  name: "trl-preference",
  title: "TRL preference pairs",
  readBy: "TRL DPOTrainer, RewardTrainer, CPO and ORPO, Axolotl (chat_template.default, field_messages: prompt), OpenRLHF, Unsloth",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats#preference",
  takes: "pair",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, promptAsks, answerAsksNothing, sidesDiffer, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ prompt, chosen, rejected }) => ({ prompt: toChatTurns(prompt), chosen: toChatTurns(chosen), rejected: toChatTurns(rejected) }),
});
