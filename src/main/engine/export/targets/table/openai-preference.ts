import { toChatTurns } from "../chat-turns.ts";
import { sidesDiffer } from "../rules/answers.ts";
import { strictChoices } from "../rules/groups.ts";
import { atLeastRows } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs for hosted DPO. Together wants exactly one turn of the assistant a side, no other keys, and roles that alternate; all take text only.
 * @see https://developers.openai.com/api/docs/guides/direct-preference-optimization, https://docs.together.ai/docs/fine-tuning/preference-tuning
 */
export const openaiPreference = defineTarget<"pair">({
  name: "openai-preference",
  title: "Hosted preference pairs",
  readBy: "OpenAI, Azure, Together, Fireworks",
  version: "1",
  source: "https://developers.openai.com/api/docs/guides/direct-preference-optimization",
  takes: "pair",
  encoding: "jsonl",
  rules: [...strictChoices, sidesDiffer],
  setRules: [atLeastRows(10, "OpenAI and Azure want")],
  row: ({ prompt, chosen, rejected }) => ({
    input: { messages: toChatTurns(prompt) },
    preferred_output: toChatTurns(chosen),
    non_preferred_output: toChatTurns(rejected),
  }),
});
