import { toConverse } from "../nova.ts";
import { sidesDiffer } from "../rules/answers.ts";
import { strictChoices } from "../rules/groups.ts";
import { noReservedWords } from "../rules/reserved-words.ts";
import { atLeastRows } from "../rules/sets.ts";
import { answerText, toBlocks } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs for preference tuning of Amazon Nova: the last turn has two candidates.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/nova-fine-tune-1.html
 */
export const novaDpo = defineTarget<"pair">({
  name: "nova-dpo",
  title: "Amazon Nova preference pairs",
  readBy: "Amazon Nova DPO on SageMaker",
  version: "1",
  source: "https://docs.aws.amazon.com/sagemaker/latest/dg/nova-fine-tune-1.html",
  takes: "pair",
  encoding: "jsonl",
  rules: [...strictChoices, sidesDiffer, noReservedWords],
  setRules: [atLeastRows(1_000, "Amazon advises")],
  row({ prompt, chosen, rejected }) {
    const { messages, ...rest } = toConverse(prompt);
    const candidates = [
      { content: toBlocks(answerText(chosen)), preferenceLabel: "preferred" },
      { content: toBlocks(answerText(rejected)), preferenceLabel: "non-preferred" },
    ];
    return { ...rest, messages: [...messages, { role: "assistant", candidates }] };
  },
});
