import type { Companion, MappingContext } from "../../dialects/dialect.ts";
import type { Mapping } from "../../dialects/mapping.ts";

/** How the rows of a file become records. Plain data: it goes to threads as it is. */
export interface ConversionPlan {
  /** A name of the table, or `customName` with a mapping. */
  dialect: string;
  answers: MappingContext["answers"];
  /** What a person changed of the mapping, or the whole mapping of an unknown file. */
  mapping?: Mapping | undefined;
}

/** A plan for one file. */
export interface FilePlan extends ConversionPlan {
  /** The file as its owner knows it; `source.file` of its records. */
  file: string;
  fileTimeSeconds: number;
  companions: readonly Companion[];
}
