import { silentLog } from "../log.ts";
import { openWorkspace } from "../open-workspace.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";

// Generates all samples of a workspace, or takes that back, says when it is done, and stays until it is killed.
const workspace = await openWorkspace({ path: process.argv[2] ?? "", importWorkerUrl, log: silentLog });
await (process.argv[3] === "undo" ? workspace.curation.undo() : workspace.curation.generate());
process.stdout.write("done\n");
setInterval(() => {}, 60_000);
