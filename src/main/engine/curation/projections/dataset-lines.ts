import type { Tier } from "../../../../contract/index.ts";
import { readLines } from "../../files/read-lines.ts";
import { lineMatches } from "./sample-filter.ts";
import type { IsSample } from "./sample-record.ts";

export interface DatasetLinesOptions {
  tiers: readonly Tier[];
  isSample: IsSample;
  /** Where to stop, at the end of a line. Default: the end of the file. */
  toBytes?: number;
  /** Called for each line that is not a sample. */
  onLeftOut?: () => void;
}

/** The lines of a dataset file that are samples of these tiers, byte for byte. @throws AssayError as `readLines`. */
export async function* datasetLines(path: string, options: DatasetLinesOptions): AsyncGenerator<string> {
  const { tiers, isSample, toBytes = Number.POSITIVE_INFINITY, onLeftOut } = options;
  for await (const lines of readLines(path, 0, toBytes)) {
    for (const line of lines) {
      const text = line.bytes.toString("utf8");
      if (text.trim() === "") continue;
      if (!isSample(line)) onLeftOut?.();
      else if (lineMatches({ tiers: [...tiers] }, text, () => "collected")) yield text;
    }
  }
}
