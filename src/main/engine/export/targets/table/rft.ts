import { toChatTurns } from "../chat-turns.ts";
import { referenceIsKnown } from "../rules/answers.ts";
import { alternatesForSome, soundCalls, soundTurns } from "../rules/groups.ts";
import { promptAsks } from "../rules/roles.ts";
import { atLeastRows, twoSplits } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Prompts for hosted reinforcement fine-tuning. `messages` is reserved, other keys reach the grader; Bedrock has this name for the answer.
 * @see https://learn.microsoft.com/azure/foundry/openai/how-to/reinforcement-fine-tuning, https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html
 */
export const rft = defineTarget<"prompt">({
  name: "rft",
  title: "Prompts for hosted reinforcement fine-tuning",
  readBy: "OpenAI, Azure, Fireworks, Bedrock",
  version: "1",
  source: "https://learn.microsoft.com/azure/foundry/openai/how-to/reinforcement-fine-tuning",
  takes: "prompt",
  encoding: "jsonl",
  rules: [...soundTurns, ...soundCalls, promptAsks, referenceIsKnown, alternatesForSome],
  setRules: [atLeastRows(100, "Bedrock wants"), twoSplits("OpenAI")],
  row: ({ prompt, reference }) => ({ messages: toChatTurns(prompt), reference_answer: reference }),
});
