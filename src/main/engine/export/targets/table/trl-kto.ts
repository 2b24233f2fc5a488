import { toChatTurns } from "../chat-turns.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { answerAsksNothing, promptAsks } from "../rules/roles.ts";
import { bothLabels, labelsInBalance } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Answers that are wanted or not. The label is a boolean and nothing else: one text among booleans is read as false.
 * @see https://huggingface.co/docs/trl/dataset_formats#unpaired-preference
 */
export const trlKto = defineTarget<"labelled">({
  name: "trl-kto",
  title: "TRL wanted and unwanted answers",
  readBy: "TRL KTOTrainer and BCOTrainer, Axolotl (user_defined), Unsloth",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats#unpaired-preference",
  takes: "labelled",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, promptAsks, answerAsksNothing, alternatesForSome],
  setRules: [bothLabels, labelsInBalance, oneTypeAColumn],
  row: ({ prompt, completion, label }) => ({ prompt: toChatTurns(prompt), completion: toChatTurns(completion), label }),
});
