import { handleTaskKeys, taskKeysJob } from "../comparing/task-keys.ts";
import { createInspectHandler, inspectJob } from "../ingest/inspect-job.ts";
import { handleSearch, searchJob } from "../queries/search/search-chunk.ts";
import { handleQuarantineRows, quarantineRowsJob } from "../store/quarantine-rows.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { JobTable } from "../workers/job.ts";

/** The jobs of a workspace that is only read. Those of imports are apart: a command that reads starts without the dialects. */
export function createReadingJobs(validator: SchemaValidator): JobTable {
  return new JobTable()
    .register(inspectJob, createInspectHandler(validator))
    .register(searchJob, handleSearch)
    .register(taskKeysJob, handleTaskKeys)
    .register(quarantineRowsJob, handleQuarantineRows);
}
