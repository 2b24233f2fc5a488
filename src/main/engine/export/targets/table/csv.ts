import { recordColumns, toRecordRow } from "../record-columns.ts";
import { validText } from "../rules/texts.ts";
import { defineTarget } from "../target.ts";

/** The dataset as a spreadsheet opens it. Texts that a spreadsheet would take for a formula are defused by the writer, so it is not for import. */
export const csv = defineTarget<"record">({
  name: "csv",
  title: "CSV",
  readBy: "spreadsheets, pandas",
  version: "1",
  source: "https://www.rfc-editor.org/rfc/rfc4180",
  takes: "record",
  encoding: "csv",
  columns: [...recordColumns, { name: "tags", type: "VARCHAR" }, { name: "messages", type: "VARCHAR" }],
  rules: [validText],
  row: (item) => ({ ...toRecordRow(item), tags: item.tags.join(" ") }),
});
