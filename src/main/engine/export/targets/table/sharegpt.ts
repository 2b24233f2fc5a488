import { registry } from "../llama-factory.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { strictText } from "../rules/groups.ts";
import { type ShareGptWords, toShareGptTurn } from "../shapes.ts";
import { defineTarget } from "../target.ts";

const words: ShareGptWords = {
  from: "from",
  value: "value",
  user: "human",
  assistant: "gpt",
  system: "system",
  call: "function_call",
  result: "observation",
};

/**
 * Conversations of human and gpt, as Vicuna's sets have them. Text only: what a call looks like here is LLaMA-Factory's alone, see its target.
 * @see https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md#sharegpt-format
 */
export const sharegpt = defineTarget<"sample">({
  name: "sharegpt",
  title: "ShareGPT conversations",
  readBy: "LLaMA-Factory, Axolotl, NeMo AutoModel, FastChat, Unsloth",
  version: "1",
  source: "https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md#sharegpt-format",
  takes: "sample",
  encoding: "jsonl",
  rules: [...strictText],
  setRules: [oneTypeAColumn],
  row: ({ prompt, completion }) => ({ conversations: [...prompt, ...completion].map((turn) => toShareGptTurn(turn, words)) }),
  extraFiles: (made) => registry(made, { formatting: "sharegpt", columns: { messages: "conversations" } }),
});
