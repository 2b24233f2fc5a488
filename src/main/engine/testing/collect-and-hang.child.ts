import { silentLog } from "../base/log.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { importWorkerUrl } from "./open-temporary.ts";

// Collects a hundred executions durably, says so, and stays until it is killed.
const workspace = await openWorkspace({ path: process.argv[2] ?? "", importWorkerUrl, log: silentLog });
const record = { schema_version: 1, engine_id: "e", timestamp: 1, input: "", output: "", metrics: { success: true, latency_ms: 5 } };
for (let i = 0; i < 100; i++) await workspace.collector.collectEngineExecution({ ...record, trace_id: `t-${i}` });
await workspace.collector.flush();
process.stdout.write("durable\n");
setInterval(() => {}, 60_000);
