import { toGemini } from "../gemini.ts";
import { strictText } from "../rules/groups.ts";
import { atLeastRows } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Conversations for supervised tuning of Gemini.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare
 */
export const gemini = defineTarget<"sample">({
  name: "gemini",
  title: "Gemini conversations",
  readBy: "Gemini supervised tuning",
  version: "1",
  source: "https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare",
  takes: "sample",
  encoding: "jsonl",
  rules: [...strictText],
  setRules: [atLeastRows(100, "Google advises")],
  row({ prompt, completion }) {
    const { system, contents } = toGemini([...prompt, ...completion]);
    return { ...(system === null ? {} : { systemInstruction: { role: "system", ...system } }), contents };
  },
});
