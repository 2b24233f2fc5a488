import {
  type Columns,
  candidateColumns,
  comparisonColumns,
  executionColumns,
  leftOutColumns,
  quarantineColumns,
  replacedColumns,
  reviewColumns,
  sampleColumns,
} from "../records/index-columns.ts";
import { sumTables } from "./kept-sums.ts";
import { latencyBinType } from "./latency-bin.ts";

/** The index is a cache of the journals: an index of another version is rebuilt, never migrated. Raise it when a table changes. */
export const indexVersion = 16;

/** Nearly every value differs: compressing them would save about 36 bytes a record and cost a twelfth of an import's time. */
const uncompressed = new Set(["key", "comparison_id"]);

const defineColumns = (columns: Columns) =>
  Object.entries(columns)
    .map(([name, type]) => `"${name}" ${type}${uncompressed.has(name) ? " USING COMPRESSION uncompressed" : ""}`)
    .join(", ");

/** Beside what lines say; see load-sql.ts. */
const executionTable = `${defineColumns(executionColumns)}, latency_bin ${latencyBinType}`;

export const createTables = [
  "CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)",
  // See progress.ts.
  "CREATE TABLE progress (channel VARCHAR PRIMARY KEY, bytes BIGINT, lines BIGINT, fingerprint VARCHAR)",
  `CREATE TABLE executions (${executionTable})`,
  `CREATE TABLE comparisons (${defineColumns(comparisonColumns)})`,
  `CREATE TABLE candidates (${defineColumns(candidateColumns)})`,
  `CREATE TABLE executions_replaced (${executionTable})`,
  `CREATE TABLE comparisons_replaced (${defineColumns(comparisonColumns)})`,
  `CREATE TABLE candidates_replaced (${defineColumns(candidateColumns)})`,
  `CREATE TABLE replaced (${defineColumns(replacedColumns)})`,
  `CREATE TABLE samples (${defineColumns(sampleColumns)})`,
  `CREATE TABLE left_out (${defineColumns(leftOutColumns)})`,
  `CREATE TABLE quarantine (${defineColumns(quarantineColumns)})`,
  `CREATE TABLE reviews (${defineColumns(reviewColumns)}, PRIMARY KEY (key))`,
  ...sumTables,
] as const;

/**
 * Empties a table by making it anew. A DELETE of ten million rows writes down every one of them, which takes more memory than the index has.
 * @param name of `createTables`.
 */
export function emptyTable(
  name: "executions" | "executions_replaced" | "comparisons" | "comparisons_replaced" | "candidates" | "candidates_replaced",
): string {
  const sql = createTables.find((one) => one.startsWith(`CREATE TABLE ${name} (`));
  if (sql === undefined) throw new Error(`no table ${name}`);
  return sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE");
}
