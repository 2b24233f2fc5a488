import { toChatTurns } from "../chat-turns.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundCalls, soundTurns } from "../rules/groups.ts";
import { promptAsks } from "../rules/roles.ts";
import { defineTarget } from "../target.ts";

/**
 * Prompts for trainers that generate the answers. TRL hands every other column to the reward function; texts that are not known are "", since a
 * column of nulls has no type.
 * @see https://huggingface.co/docs/trl/dataset_formats#prompt-only
 */
export const promptOnly = defineTarget<"prompt">({
  name: "prompt-only",
  title: "Prompts with reference answers",
  readBy: "TRL GRPOTrainer, RLOO and Online DPO, OpenRLHF, Unsloth",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats#prompt-only",
  takes: "prompt",
  encoding: "jsonl",
  rules: [...soundTurns, ...soundCalls, promptAsks, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ id, prompt, reference, tier }) => ({ prompt: toChatTurns(prompt), ground_truth: reference, tier: tier ?? "", id }),
});
