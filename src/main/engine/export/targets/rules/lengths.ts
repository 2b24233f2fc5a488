import type { Items } from "../../items.ts";
import type { Rule } from "../target.ts";
import { textOf } from "../turns.ts";

/** About 1 024 tokens of English, which verl's examples have as `data.max_prompt_length`. */
const maxPromptCharacters = 4_096;

/** verl leaves longer prompts out in silence. */
export const promptIsShort: Rule<Items["prompt"]> = {
  name: "prompt-is-short",
  says: "The prompt is within verl's usual 1024 tokens.",
  severity: "warns",
  check({ prompt }) {
    const characters = prompt.reduce((sum, turn) => sum + textOf(turn).length, 0);
    return characters <= maxPromptCharacters
      ? null
      : `The prompt has ${characters} characters, more than about 1024 tokens: raise data.max_prompt_length, or verl leaves it out.`;
  },
};
