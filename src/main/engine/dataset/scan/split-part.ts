import { defaultSplitSeed, type ExportSplit } from "../../../../contract/index.ts";
import { toExchange } from "../../export/items/conversation.ts";
import { taskOf } from "../../export/items/reading.ts";
import { splitKey, splitOf } from "../../export/split/split-of.ts";

export type SplitRule = Required<ExportSplit>;

/** The split that leakage is looked for in: that of the documentation's examples. */
export const defaultSplit: SplitRule = {
  parts: [
    { name: "train", fraction: 0.9 },
    { name: "test", fraction: 0.1 },
  ],
  seed: defaultSplitSeed,
};

/** The index of the part that an export puts a sample into. */
export function computePart(record: Readonly<Record<string, unknown>>, { parts, seed }: SplitRule): number {
  return splitOf(splitKey(toExchange(record).prompt, taskOf(record)), parts, seed);
}
