import { foldText, isTier, type SampleFilter, type SampleOrigin } from "../../../../contract/index.ts";
import { foldedSql } from "../../queries/where.ts";
import { sampleTexts } from "../../records/indexed-texts.ts";
import type { SqlValue } from "../../store/duckdb.ts";
import { recordOfLine } from "./sample-record.ts";

/** A filter of the dataset, said twice: for the index and for lines. Both find text the same way: as `foldText` says. */

/** SQL conditions on `samples`, and their parameters. */
export function filterSql(filter: SampleFilter, without?: "tiers"): { where: string; parameters: SqlValue[] } {
  // A line kept although invalid may have no tier; lists show what has one.
  const conditions = ["tier IN ('gold', 'silver', 'bronze')"];
  const parameters: SqlValue[] = [];
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (!values || values.length === 0) return;
    conditions.push(`${column} IN (${values.map(() => "?").join(", ")})`);
    parameters.push(...values);
  };
  if (without !== "tiers") oneOf("tier", filter.tiers);
  oneOf("origin", filter.origins);
  if (filter.text) {
    const columns = ["input", "output", "sample_id", "source_trace_id"];
    const text = foldText(filter.text);
    conditions.push(`(${columns.map((column) => `contains(${foldedSql(column)}, ?)`).join(" OR ")})`);
    parameters.push(...columns.map(() => text));
  }
  return { where: conditions.join(" AND "), parameters };
}

export const isOpen = (filter: SampleFilter) => !filter.tiers?.length && !filter.origins?.length && !filter.text;

/** The same for a line of the dataset. Without a condition every line passes. @param origin where the line is from. */
export function lineMatches(filter: SampleFilter, line: string, origin: () => SampleOrigin): boolean {
  if (isOpen(filter)) return true;
  const record = recordOfLine(line);
  if (!isTier(record.tier)) return false;
  if (filter.tiers?.length && !filter.tiers.includes(record.tier)) return false;
  if (filter.origins?.length && !filter.origins.includes(origin())) return false;
  if (!filter.text) return true;
  const text = foldText(filter.text);
  // A list and an export of the same filter hold the same samples: both look at what the index keeps.
  const { input, output } = sampleTexts(record, line, Buffer.byteLength(line));
  return [input, output, record.sample_id, record.source_trace_id].some(
    (value) => typeof value === "string" && foldText(value).includes(text),
  );
}
