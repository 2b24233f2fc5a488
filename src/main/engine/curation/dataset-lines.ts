import type { Tier } from "../../../contract/index.ts";
import { readLines } from "./read-lines.ts";
import { lineMatches } from "./sample-filter.ts";

/** The lines of a dataset file that are samples of these tiers, byte for byte. @param toBytes where a line ends. */
export async function* datasetLines(path: string, tiers: readonly Tier[], toBytes = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
  for await (const lines of readLines(path, 0, toBytes)) {
    for (const { bytes } of lines) {
      const line = bytes.toString("utf8");
      if (line.trim() !== "" && lineMatches({ tiers: [...tiers] }, line, () => "collected")) yield line;
    }
  }
}
