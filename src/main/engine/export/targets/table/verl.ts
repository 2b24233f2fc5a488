import { toChatTurns } from "../chat-turns.ts";
import { referenceIsKnown } from "../rules/answers.ts";
import { alternatesForSome, soundTurns } from "../rules/groups.ts";
import { promptIsShort } from "../rules/lengths.ts";
import { promptAsks } from "../rules/roles.ts";
import { callsNoTools } from "../rules/tools.ts";
import { defineTarget } from "../target.ts";

/**
 * Prompts for verl's PPO and GRPO. It drops a row whose template call fails, and takes one without a ground truth, both in silence.
 * @see https://verl.readthedocs.io/en/latest/preparation/prepare_data.html
 */
export const verl = defineTarget<"prompt">({
  name: "verl",
  title: "verl prompts",
  readBy: "verl PPO and GRPO",
  version: "1",
  source: "https://verl.readthedocs.io/en/latest/preparation/prepare_data.html",
  takes: "prompt",
  encoding: "parquet",
  columns: [
    { name: "data_source", type: "VARCHAR" },
    { name: "prompt", type: 'STRUCT("role" VARCHAR, "content" VARCHAR)[]' },
    { name: "ability", type: "VARCHAR" },
    { name: "reward_model", type: 'STRUCT("style" VARCHAR, "ground_truth" VARCHAR)' },
    { name: "extra_info", type: 'STRUCT("split" VARCHAR, "index" BIGINT, "id" VARCHAR)' },
  ],
  rules: [...soundTurns, callsNoTools, promptAsks, referenceIsKnown, promptIsShort, alternatesForSome],
  numbersRows: true,
  row: ({ id, prompt, reference }, { split, index }) => ({
    data_source: "assay",
    prompt: toChatTurns(prompt),
    ability: "chat",
    reward_model: { style: "rule", ground_truth: reference },
    extra_info: { split, index, id },
  }),
});
