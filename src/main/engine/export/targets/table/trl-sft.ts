import { toChatTurns } from "../chat-turns.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { answerAsksNothing, promptAsks } from "../rules/roles.ts";
import { defineTarget } from "../target.ts";

/**
 * Prompt and completion, both as turns: TRL's SFTTrainer then trains on the completion only. As plain texts it would join them without a space.
 * @see https://huggingface.co/docs/trl/dataset_formats#prompt-completion
 */
export const trlSft = defineTarget<"sample">({
  name: "trl-sft",
  title: "TRL prompt and completion",
  readBy: "TRL SFTTrainer, OpenRLHF, Unsloth",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats#prompt-completion",
  takes: "sample",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, promptAsks, answerAsksNothing, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ prompt, completion }) => ({ prompt: toChatTurns(prompt), completion: toChatTurns(completion) }),
});
