import { oneTypeAColumn } from "../rules/columns.ts";
import { validRecord } from "../rules/records.ts";
import { defineTarget } from "../target.ts";

/** The dataset's own lines, byte for byte: what Assay imports again, and what scripts of one's own read. */
export const jsonl = defineTarget<"record">({
  name: "jsonl",
  title: "Assay's own lines",
  readBy: "Assay, jq, pandas",
  version: "1",
  source: "schemas/v1/training-sample.schema.json",
  takes: "record",
  encoding: "jsonl",
  rules: [validRecord],
  setRules: [oneTypeAColumn],
  row: ({ record }) => record,
  line: ({ line }) => line,
  losesNothing: true,
});
