import { strictText } from "../rules/groups.ts";
import { atLeastRows } from "../rules/sets.ts";
import { toTexts } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/**
 * Conversations for Claude 3 Haiku on Bedrock: the system prompt beside the messages, strict alternation, no other keys.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
 */
export const anthropic = defineTarget<"sample">({
  name: "anthropic",
  title: "Claude conversations",
  readBy: "Claude 3 Haiku on Amazon Bedrock",
  version: "1",
  source: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html",
  takes: "sample",
  encoding: "jsonl",
  rules: [...strictText],
  setRules: [atLeastRows(32, "Bedrock wants")],
  row({ prompt, completion }) {
    const { system, turns } = toTexts([...prompt, ...completion]);
    return { ...(system === null ? {} : { system }), messages: turns.map(({ role, text }) => ({ role, content: text })) };
  },
});
