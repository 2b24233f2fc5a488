import type { ExecutionFacets, Signal } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { Database } from "../store/duckdb.ts";

const maxValues = 200;

/** `executions.facets`: what filters can choose from, over all executions. @throws AssayError cancelled; of the index. */
export async function executionFacets(db: Database, signal?: Signal): Promise<ExecutionFacets> {
  const facets = async (names: string) => {
    const rows = await db.all<{ name: string; count: number; distinct_names: number }>(
      `SELECT name, count(*) AS count, count(*) OVER () AS distinct_names FROM (${names}) GROUP BY name
       ORDER BY count(*) DESC, name LIMIT ${maxValues}`,
      [],
      signal,
    );
    return { values: rows.map(({ name, count }) => ({ name, count })), distinct: rows[0]?.distinct_names ?? 0 };
  };
  const column = (name: string) => facets(`SELECT ${name} AS name FROM executions WHERE ${name} IS NOT NULL`);
  const tags = `SELECT unnest(string_split(trim(tags, '${tagSeparator}'), '${tagSeparator}')) AS name FROM executions WHERE tags IS NOT NULL`;
  const [statuses, dialects, sourceFiles, tagged, none] = await Promise.all([
    column("status"),
    column("source_dialect"),
    column("source_file"),
    facets(tags),
    db.get<{ n: number }>("SELECT count(*) AS n FROM executions WHERE status IS NULL", [], signal),
  ]);
  return { statuses, noStatusCount: none?.n ?? 0, dialects, sourceFiles, tags: tagged };
}
