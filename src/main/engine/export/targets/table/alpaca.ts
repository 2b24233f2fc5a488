import { llamaFactoryDocs, registry } from "../llama-factory.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { strictText } from "../rules/groups.ts";
import { toTexts } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/**
 * Instructions with their output, as Stanford Alpaca began. Earlier turns go into `history`, whose answers LLaMA-Factory trains on as well.
 * @see https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md#alpaca-format
 */
export const alpaca = defineTarget<"sample">({
  name: "alpaca",
  title: "Alpaca instructions",
  readBy: "LLaMA-Factory, Axolotl, LitGPT",
  version: "1",
  source: llamaFactoryDocs,
  takes: "sample",
  encoding: "jsonl",
  rules: [...strictText],
  setRules: [oneTypeAColumn],
  row({ prompt, completion }) {
    const { system, turns } = toTexts([...prompt, ...completion]);
    const texts = turns.map(({ text }) => text);
    const history = Array.from({ length: texts.length / 2 - 1 }, (_, i) => texts.slice(2 * i, 2 * i + 2));
    return { instruction: texts.at(-2) ?? "", input: "", output: texts.at(-1) ?? "", system: system ?? "", history };
  },
  extraFiles: (made) =>
    registry(made, {
      formatting: "alpaca",
      columns: { prompt: "instruction", query: "input", response: "output", system: "system", history: "history" },
    }),
});
