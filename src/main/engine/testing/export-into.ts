import type { ExportJob, ExportRequest } from "../../../contract/index.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Exports into the folder `name` in `exports/` of the workspace. @returns the job once it has ended, whichever way. */
export function exportInto(workspace: Workspace, request: ExportRequest, { name = "first", replace = false } = {}): Promise<ExportJob> {
  return exportEnded(workspace, workspace.exports.start(request, { folder: null, name, replace }));
}

/** Its own changes are announced; asking again is enough for a test. */
export async function exportEnded(workspace: Workspace, id: string): Promise<ExportJob> {
  for (;;) {
    const job = workspace.exports.list().find((one) => one.id === id);
    if (job === undefined) throw new Error("the job is gone");
    if (job.state !== "waiting" && job.state !== "running") return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
