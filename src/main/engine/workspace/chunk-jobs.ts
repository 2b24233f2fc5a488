import { handleSplit, handleSplitTable, splitJob, splitTableJob } from "../containers/split-job.ts";
import { registerDatasetJobs } from "../dataset/dataset-jobs.ts";
import { handleSlice, sliceJob } from "../export/slice/slice-job.ts";
import { convertJob, createConvertHandler } from "../ingest/conversion/convert-chunk.ts";
import { convertFileJob, createConvertFileHandler } from "../ingest/conversion/convert-file.ts";
import { convertRowsJob, createConvertRowsHandler } from "../ingest/conversion/convert-rows.ts";
import { handleLogs, logsJob } from "../ingest/network/logs-job.ts";
import { createSpansHandler, spansJob } from "../ingest/network/spans-job.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import type { JobTable } from "../workers/job.ts";
import { createReadingJobs } from "./reading-jobs.ts";

/** The jobs of a workspace's worker threads. */
export function createChunkJobs(validator: SchemaValidator): JobTable {
  return registerDatasetJobs(createReadingJobs(validator))
    .register(sliceJob, handleSlice)
    .register(splitJob, handleSplit)
    .register(splitTableJob, handleSplitTable)
    .register(convertJob, createConvertHandler(validator))
    .register(convertFileJob, createConvertFileHandler(validator))
    .register(convertRowsJob, createConvertRowsHandler(validator))
    .register(spansJob, createSpansHandler(validator))
    .register(logsJob, handleLogs);
}
