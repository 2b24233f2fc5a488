import type { NewQueue } from "../../../contract/index.ts";

export const orderWords = {
  random: "Random",
  prompt: "Same prompt together",
  recorded: "As recorded",
  margin: "Closest scores first",
} as const satisfies Record<NewQueue["order"], string>;
