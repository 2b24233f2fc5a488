import { createInspectHandler, inspectJob } from "../ingest/inspect-job.ts";
import { handleSearch, searchJob } from "../queries/search/search-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { JobTable } from "../workers/job.ts";

/** What the threads of a workspace can do: inspect chunks of lines, and search them. */
export function createChunkJobs(validator: SchemaValidator): JobTable {
  return new JobTable().register(inspectJob, createInspectHandler(validator)).register(searchJob, handleSearch);
}
