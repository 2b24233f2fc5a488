import type { ExecutionFacets, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { countFacets, selectTags } from "./facets.ts";

/** `executions.facets`: what filters can choose from, over all executions. @throws AssayError cancelled; of the index. */
export async function executionFacets(db: Database, signal?: Signal): Promise<ExecutionFacets> {
  const column = (name: string) => countFacets(db, `SELECT ${name} AS name FROM executions WHERE ${name} IS NOT NULL`, signal);
  const [statuses, dialects, sourceFiles, tags, none] = await Promise.all([
    column("status"),
    column("source_dialect"),
    column("source_file"),
    countFacets(db, selectTags("executions"), signal),
    db.get<{ n: number }>("SELECT count(*) AS n FROM executions WHERE status IS NULL", [], signal),
  ]);
  return { statuses, noStatusCount: none?.n ?? 0, dialects, sourceFiles, tags };
}
