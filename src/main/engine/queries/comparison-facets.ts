import type { Output, Signal } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { Database } from "../store/duckdb.ts";

const maxNames = 500;

/** `comparisons.facets`: what filters can choose from, most frequent first, then by name. @throws AssayError cancelled; of the index. */
export async function comparisonFacets(db: Database, signal?: Signal): Promise<Output<"comparisons.facets">> {
  const names = async (sql: string) =>
    (
      await db.all<{ name: string }>(
        `SELECT name FROM (${sql}) WHERE name <> '' GROUP BY name ORDER BY count(*) DESC, name LIMIT ${maxNames}`,
        [],
        signal,
      )
    ).map(({ name }) => name);
  const tagsOf = (table: string) => `SELECT unnest(string_split(tags, '${tagSeparator}')) AS name FROM ${table} WHERE tags IS NOT NULL`;
  const [sourceFiles, tags] = await Promise.all([
    names("SELECT source_file AS name FROM comparisons WHERE source_file IS NOT NULL"),
    names(`${tagsOf("comparisons")} UNION ALL ${tagsOf("reviews")}`),
  ]);
  return { sourceFiles, tags };
}
