import { toChatTurns } from "../chat-turns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { hasFile, onlyFiles } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/** Names that people give the split which mlx_lm.lora reads as valid.jsonl; other names it does not read, without a word. */
const validation = /^(valid|validation|val|dev|eval)$/;

/**
 * The folder that mlx_lm.lora takes as --data. It knows the three files by name, and judges the shape of each by its first row.
 * @see https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/LORA.md#data
 */
export const mlx = defineTarget<"sample">({
  name: "mlx",
  title: "MLX-LM folder",
  readBy: "mlx_lm.lora",
  version: "1",
  source: "https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/LORA.md#data",
  takes: "sample",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, alternatesForSome],
  setRules: [
    hasFile("valid.jsonl", "mlx_lm.lora trains without validation. Name a split valid."),
    onlyFiles(["train.jsonl", "valid.jsonl", "test.jsonl"], "mlx_lm.lora"),
  ],
  row: ({ prompt, completion }) => ({ messages: toChatTurns([...prompt, ...completion]) }),
  fileName: (split) => (validation.test(split) ? "valid.jsonl" : `${split}.jsonl`),
});
