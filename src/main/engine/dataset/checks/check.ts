import type { CheckName } from "../../../../contract/index.ts";

/** What a check sees of one sample. */
export interface CheckedSample {
  input: string;
  output: string;
}

/** The offending part, in UTF-16 positions of a field, and why it is one. */
export interface Found {
  field: "input" | "output";
  from: number;
  to: number;
  why: string;
}

/**
 * A check of a single sample: one file in `table/`, listed in `checks.ts`. Pure, and linear in the length of the texts: it runs in threads over
 * every sample. Checks that need other samples are in `across/`.
 */
export interface SampleCheck {
  name: CheckName;
  /** @returns the first offending part, or null. */
  find(sample: CheckedSample): Found | null;
}

/** Looks in the output first: that is what a model learns. */
export function findInEither({ input, output }: CheckedSample, find: (text: string) => Omit<Found, "field"> | null): Found | null {
  for (const [field, text] of [["output", output] as const, ["input", input] as const]) {
    const found = find(text);
    if (found) return { field, ...found };
  }
  return null;
}
