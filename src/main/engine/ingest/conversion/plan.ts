import type { ConversionPlan } from "../../../../contract/index.ts";
import type { Companion } from "../../dialects/dialect.ts";

export type { ConversionPlan } from "../../../../contract/index.ts";

/** With the size of its file: what is large is not sent to threads over and over. */
export interface SizedCompanion extends Companion {
  sizeBytes: number;
}

/** A plan for one file. Plain data: it goes to threads as it is. */
export interface FilePlan extends ConversionPlan {
  /** The file as its owner knows it; `source.file` of its records. */
  file: string;
  fileTimeSeconds: number;
  companions: readonly SizedCompanion[];
  /** Whether the hashes of rows are wanted; see `ConvertedLines`. */
  listsRows?: boolean;
}
