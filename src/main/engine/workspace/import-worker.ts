import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { serveJobs } from "../workers/serve-jobs.ts";
import { createChunkJobs } from "./chunk-jobs.ts";

// On Linux priorities are per thread: the main thread, which answers the screen, goes before import workers.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

if (parentPort !== null) serveJobs(parentPort, createChunkJobs(new SchemaValidator()));
