import { type ImportKind, importKinds, type RecordKind } from "../../../contract/index.ts";

/** What a person calls the kinds, one and many. */
export const kindNames: Record<RecordKind, [one: string, many: string]> = {
  engine_execution: ["execution", "executions"],
  comparison_result: ["comparison", "comparisons"],
  training_sample: ["sample", "samples"],
};

const labels: Record<ImportKind, string> = {
  auto: "Detect automatically",
  engine_execution: "All executions",
  comparison_result: "All comparisons",
  training_sample: "All samples",
};

export const kindChoices = importKinds.map((value) => ({ value, label: labels[value] }));

export const isImportKind = (value: unknown): value is ImportKind => importKinds.some((kind) => kind === value);
