import type { Facets, Signal } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { Database } from "../store/duckdb.ts";

const maxValues = 200;

/** The most frequent values of a column `name`, and how many differ. @param names SQL that selects it. @throws AssayError cancelled; of the index. */
export async function countFacets(db: Database, names: string, signal?: Signal): Promise<Facets> {
  const rows = await db.all<{ name: string; count: number; distinct_names: number }>(
    `SELECT name, count(*) AS count, count(*) OVER () AS distinct_names FROM (${names}) GROUP BY name
     ORDER BY count(*) DESC, name LIMIT ${maxValues}`,
    [],
    signal,
  );
  return { values: rows.map(({ name, count }) => ({ name, count })), distinct: rows[0]?.distinct_names ?? 0 };
}

/** The tags of a table's rows, each once a row that has it, for `countFacets`. @param rows a condition on the rows. */
export const selectTags = (table: string, rows = "true") =>
  `SELECT unnest(string_split(trim(tags, '${tagSeparator}'), '${tagSeparator}')) AS name FROM ${table} WHERE tags IS NOT NULL AND ${rows}`;
