import type {
  CheckName,
  ComparisonFilter,
  ExportRequest,
  ExportSource,
  ExportSplit,
  PairPolicy,
  SampleFilter,
  Signal,
  TiePolicy,
  Tier,
} from "../../../contract/index.ts";
import { type DecisionKeys, judgedFor } from "../queries/decision-keys.ts";
import type { FoundLines } from "./items/found-lines.ts";
import type { ItemKind } from "./items.ts";
import type { AnyTarget } from "./targets/target.ts";

/** What an export reads: files that only grow, or are replaced whole, up to where they end now. */
export interface ExportInput {
  /** training_samples.jsonl, in sync with the log; `name` is the file's own, where a copy is read. */
  dataset: InputFile;
  /** null: the channel is switched off. */
  comparisons: InputFile | null;
  curation: InputFile;
  /** `json_engine.strict_validation` */
  strict: boolean;
  /** What the plan's `leaveOut` finds in `dataset`; null: it names no check. */
  found: FoundLines | null;
  /** Keys of comparisons that `disagrees` of the plan's filter lets through; empty without it. */
  judged: readonly string[];
}

/** The files of an export, before its checks have looked at them. */
export type ExportFiles = Omit<ExportInput, "found" | "judged">;

/** Looks for what the checks of a plan find. @throws AssayError cancelled, io … */
export type FindLines = (plan: ExportPlan, files: ExportFiles, signal: Signal) => Promise<FoundLines>;

/** What an export asks of others. */
export interface ExportAsks extends Pick<DecisionKeys, "judged"> {
  /** For requests that leave out what checks find. */
  find: FindLines;
}

export async function toInput(plan: ExportPlan, files: ExportFiles, { find, judged }: ExportAsks, signal: Signal): Promise<ExportInput> {
  const found = plan.leaveOut.length === 0 ? null : await find(plan, files, signal);
  return { ...files, found, judged: await judgedFor(plan.comparisonFilter, { judged }, signal) };
}

export interface InputFile {
  name: string;
  path: string;
  /** End of the last whole line; 0 when there is no such file. */
  bytes: number;
}

/** A request that was checked, with every default in it. */
export interface ExportPlan {
  target: AnyTarget;
  reads: ExportSource;
  /** Empty: all. */
  tiers: readonly Tier[];
  sampleFilter: SampleFilter;
  comparisonFilter: ComparisonFilter;
  /** Samples that these find are left out. */
  leaveOut: readonly CheckName[];
  /** Without one, all rows are in one part, "train". */
  parts: ExportSplit["parts"];
  seed: number;
  pairs: PairPolicy;
  minMargin: number;
  ties: TiePolicy;
  system: string | undefined;
  fixes: ReadonlySet<string>;
  /** As it was asked, for the manifest. */
  request: ExportRequest;
}

const sources: Record<ItemKind, ExportSource> = {
  sample: "samples",
  prompt: "samples",
  record: "samples",
  pair: "comparisons",
  labelled: "comparisons",
  ranked: "comparisons",
};

/**
 * What a target reads. Targets of pairs take edited samples with their originals too, and targets of labelled answers the samples that no comparison
 * stands behind.
 */
export const sourceOf = ({ takes }: AnyTarget): ExportSource => sources[takes];
