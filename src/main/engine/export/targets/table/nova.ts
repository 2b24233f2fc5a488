import { toConverse } from "../nova.ts";
import { strictText } from "../rules/groups.ts";
import { noReservedWords } from "../rules/reserved-words.ts";
import { atLeastRows } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Conversations for supervised tuning of Amazon Nova. Its schemas know no other keys.
 * @see https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
 */
export const nova = defineTarget<"sample">({
  name: "nova",
  title: "Amazon Nova conversations",
  readBy: "Amazon Nova supervised tuning, on Bedrock and SageMaker",
  version: "1",
  source: "https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html",
  takes: "sample",
  encoding: "jsonl",
  rules: [...strictText, noReservedWords],
  setRules: [atLeastRows(100, "Amazon advises, for each task,")],
  row: ({ prompt, completion }) => toConverse([...prompt, ...completion]),
});
