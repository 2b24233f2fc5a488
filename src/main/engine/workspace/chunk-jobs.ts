import { createInspectHandler, inspectJob } from "../ingest/inspect-job.ts";
import { handleSearch, searchJob } from "../queries/search/search-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { JobTable } from "../workers/job.ts";

/** The jobs of a workspace's worker threads. */
export function createChunkJobs(validator: SchemaValidator): JobTable {
  return new JobTable().register(inspectJob, createInspectHandler(validator)).register(searchJob, handleSearch);
}
