import { toGemini } from "../gemini.ts";
import { sidesDiffer } from "../rules/answers.ts";
import { strictChoices } from "../rules/groups.ts";
import { atLeastRows } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs for preference tuning of Gemini. The system prompt is written in snake case here, and in camel case for supervised tuning.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-preference-tuning-prepare
 */
export const geminiPreference = defineTarget<"pair">({
  name: "gemini-preference",
  title: "Gemini preference pairs",
  readBy: "Gemini preference tuning",
  version: "1",
  source: "https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-preference-tuning-prepare",
  takes: "pair",
  encoding: "jsonl",
  rules: [...strictChoices, sidesDiffer],
  setRules: [atLeastRows(100, "Google advises")],
  row({ prompt, chosen, rejected }) {
    const { system, contents } = toGemini(prompt);
    const side = (score: 0 | 1, turns: typeof chosen) => ({ score, completion: toGemini(turns).contents[0] });
    return { ...(system === null ? {} : { system_instruction: system }), contents, completions: [side(1, chosen), side(0, rejected)] };
  },
});
