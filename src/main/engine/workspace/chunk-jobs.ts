import { handleSplit, splitJob } from "../containers/split-job.ts";
import { convertJob, createConvertHandler } from "../ingest/conversion/convert-chunk.ts";
import { convertFileJob, createConvertFileHandler } from "../ingest/conversion/convert-file.ts";
import { createInspectHandler, inspectJob } from "../ingest/inspect-job.ts";
import { handleSearch, searchJob } from "../queries/search/search-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { JobTable } from "../workers/job.ts";

/** The jobs of a workspace's worker threads. */
export function createChunkJobs(validator: SchemaValidator): JobTable {
  return new JobTable()
    .register(inspectJob, createInspectHandler(validator))
    .register(searchJob, handleSearch)
    .register(splitJob, handleSplit)
    .register(convertJob, createConvertHandler(validator))
    .register(convertFileJob, createConvertFileHandler(validator));
}
