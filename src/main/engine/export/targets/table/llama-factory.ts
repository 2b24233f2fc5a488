import { llamaFactoryDocs, llamaFactoryRegistry, llamaFactoryRules, llamaFactoryWords } from "../llama-factory.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { soundAnswers } from "../rules/groups.ts";
import { toShareGptTurn } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/** Conversations for LLaMA-Factory's stage sft, ending with the answer. */
export const llamaFactory = defineTarget<"sample">({
  name: "llama-factory",
  title: "LLaMA-Factory conversations",
  readBy: "LLaMA-Factory, stage sft",
  version: "1",
  source: llamaFactoryDocs,
  takes: "sample",
  encoding: "jsonl",
  rules: [...soundAnswers, ...llamaFactoryRules],
  setRules: [oneTypeAColumn],
  row: ({ prompt, completion }) => ({ messages: [...prompt, ...completion].map((turn) => toShareGptTurn(turn, llamaFactoryWords)) }),
  extraFiles: (made) => llamaFactoryRegistry(made, {}),
});
