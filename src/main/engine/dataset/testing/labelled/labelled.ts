import type { CheckedSample } from "../../checks/check.ts";

/** Samples that a check has to find, and samples that look like them. */
export interface Labelled {
  positives: readonly CheckedSample[];
  negatives: readonly CheckedSample[];
}

const ask = "Please answer the question of the customer below.";

/** Outputs with the same unremarkable prompt. */
export const outputs = (...texts: string[]): CheckedSample[] => texts.map((output) => ({ input: ask, output }));

/** Pairs of prompt and output. */
export const pairs = (...texts: [string, string][]): CheckedSample[] => texts.map(([input, output]) => ({ input, output }));
