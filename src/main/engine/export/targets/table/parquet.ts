import { recordColumns, toRecordRow } from "../record-columns.ts";
import { validRecord } from "../rules/records.ts";
import { asError } from "../rules/with-fix.ts";
import { defineTarget } from "../target.ts";

/** The dataset as a table with types, and each line whole in `record`: nothing is lost, but Assay imports the lines of `jsonl`, not this table. */
export const parquet = defineTarget<"record">({
  name: "parquet",
  title: "Parquet",
  readBy: "datasets.load_dataset, pandas, polars, DuckDB",
  version: "1",
  source: "https://parquet.apache.org/docs/file-format/",
  takes: "record",
  encoding: "parquet",
  columns: [
    ...recordColumns,
    { name: "tags", type: "VARCHAR[]" },
    { name: "messages", type: "VARCHAR" },
    { name: "record", type: "VARCHAR" },
  ],
  rules: [asError(validRecord)],
  row: (item) => ({ ...toRecordRow(item), tags: item.tags, record: item.line }),
});
