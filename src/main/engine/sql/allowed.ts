import type { Database } from "../store/duckdb.ts";

/**
 * What a statement may call. A function that is not here or in DuckDB's list of scalars and aggregates does not exist for it. Tables from functions are
 * few and named; of scalars and aggregates those are left out that tell about the process, wait, run SQL from a text, or take DuckDB's own bytes.
 */

/** Functions in the place of a table. All others read files, settings or DuckDB's insides. */
export const tableFunctions: ReadonlySet<string> = new Set([
  "generate_series",
  "histogram",
  "histogram_values",
  "json_each",
  "json_tree",
  "range",
  "repeat",
  "unnest",
]);

const refused: ReadonlySet<string> = new Set([
  "can_cast_implicitly",
  "cast_to_type",
  "combine",
  "create_sort_key",
  "currval",
  "finalize",
  "format_pg_type",
  "get_block_size",
  "getenv",
  "getvariable",
  "icu_sort_key",
  "in_search_path",
  "map_to_pg_oid",
  "nextval",
  "parse_duckdb_log_message",
  "setseed",
  "sleep_ms",
  "stats",
  "txid_current",
  "user",
  "session_user",
  "variant_bytes_to_variant",
  "variant_to_parquet_variant",
  "vector_type",
  "version",
  "write_log",
]);

/** Families that are left out. `current_` leaves the clock in. */
const refusedFamilies =
  /^(__internal_|current_(?!date$|localtime$|localtimestamp$|timestamp$|time$)|duckdb_|has_\w+_privilege$|inet_|json_(de)?serialize_|json_execute_|pg_|pragma_|st_|icu_collate_)/;

/** Whether a statement may call a scalar or aggregate function. @param name in lower case. */
export const mayCall = (name: string): boolean => !refused.has(name) && !refusedFamilies.test(name);

/** Those that can be typed as names, for completion. */
export async function sqlFunctions(db: Database): Promise<string[]> {
  const rows = await db.all<{ name: string }>(
    "SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro') ORDER BY name",
  );
  return [...rows.map(({ name }) => name).filter((name) => /^[a-z]\w*$/.test(name) && mayCall(name)), ...tableFunctions];
}
