import { hash } from "node:crypto";
import { normaliseText } from "./normalise.ts";

export interface SplitRule {
  seed: number;
  /** Of the parts, in order; their sum is 1. */
  fractions: readonly number[];
}

/** The split that leakage is looked for in until an export asks for another one. */
export const defaultSplit: SplitRule = { seed: 0, fractions: [0.9, 0.1] };

/** The part that a prompt falls into: the same for every sample with that prompt. */
export function partOf(prompt: string, { seed, fractions }: SplitRule): number {
  const at = Number.parseInt(hash("sha256", `${seed}\0prompt\0${normaliseText(prompt)}`, "hex").slice(0, 12), 16) / 16 ** 12;
  let end = 0;
  for (const [index, fraction] of fractions.entries()) {
    end += fraction;
    if (at < end) return index;
  }
  return fractions.length - 1;
}
