import { llamaFactoryDocs, llamaFactoryRegistry, llamaFactoryRules, llamaFactoryWords } from "../llama-factory.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { soundAnswers } from "../rules/groups.ts";
import { bothLabels, labelsInBalance } from "../rules/sets.ts";
import { toShareGptTurn } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/** Conversations with a label for LLaMA-Factory's stage kto. */
export const llamaFactoryKto = defineTarget<"labelled">({
  name: "llama-factory-kto",
  title: "LLaMA-Factory wanted and unwanted answers",
  readBy: "LLaMA-Factory, stage kto",
  version: "1",
  source: llamaFactoryDocs,
  takes: "labelled",
  encoding: "jsonl",
  rules: [...soundAnswers, ...llamaFactoryRules],
  setRules: [bothLabels, labelsInBalance, oneTypeAColumn],
  row: ({ prompt, completion, label }) => ({
    messages: [...prompt, ...completion].map((turn) => toShareGptTurn(turn, llamaFactoryWords)),
    kto_tag: label,
  }),
  extraFiles: (made) => llamaFactoryRegistry(made, { kto_tag: "kto_tag" }),
});
