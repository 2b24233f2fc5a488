import { llamaFactoryDocs, llamaFactoryRegistry, llamaFactoryRules, llamaFactoryWords } from "../llama-factory.ts";
import { sidesDiffer } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { soundAnswers } from "../rules/groups.ts";
import { answerIsOneTurn, promptAsks } from "../rules/roles.ts";
import { toShareGptTurn } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/** Pairs for LLaMA-Factory's stages rm and dpo: a conversation that ends with the question, and one turn a side. */
export const llamaFactoryPreference = defineTarget<"pair">({
  name: "llama-factory-preference",
  title: "LLaMA-Factory preference pairs",
  readBy: "LLaMA-Factory, stages rm and dpo",
  version: "1",
  source: llamaFactoryDocs,
  takes: "pair",
  encoding: "jsonl",
  rules: [...soundAnswers, promptAsks, answerIsOneTurn, ...llamaFactoryRules, sidesDiffer],
  setRules: [oneTypeAColumn],
  row: ({ prompt, chosen, rejected }) => ({
    messages: prompt.map((turn) => toShareGptTurn(turn, llamaFactoryWords)),
    chosen: toShareGptTurn(chosen[0] ?? { role: "assistant" }, llamaFactoryWords),
    rejected: toShareGptTurn(rejected[0] ?? { role: "assistant" }, llamaFactoryWords),
  }),
  extraFiles: (made) => llamaFactoryRegistry(made, { chosen: "chosen", rejected: "rejected" }, true),
});
