import type { JobTable } from "../workers/job.ts";
import { compareJob, handleCompare } from "./duplicates/compare-job.ts";
import { handleNear, nearJob } from "./duplicates/near-job.ts";
import { findJob, handleFind } from "./find-in-sample.ts";
import { handleScan, scanJob } from "./scan/scan-job.ts";

/** The jobs of checks and duplicates. */
export const registerDatasetJobs = (jobs: JobTable): JobTable =>
  jobs.register(scanJob, handleScan).register(findJob, handleFind).register(nearJob, handleNear).register(compareJob, handleCompare);
