import { silentLog } from "../base/log.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { importWorkerUrl } from "./open-temporary.ts";

// Generates all samples of a workspace, or takes that back, says when it is done, and stays until it is killed.
const workspace = await openWorkspace({ path: process.argv[2] ?? "", importWorkerUrl, log: silentLog });
await (process.argv[3] === "undo" ? workspace.curation.undo() : workspace.curation.generate());
process.stdout.write("done\n");
setInterval(() => {}, 60_000);
