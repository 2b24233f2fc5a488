import type { ExportMade, ExportPreview, ExportRequest } from "../../../contract/index.ts";
import { checkRequest } from "./check-request.ts";
import { type ExportOptions, ExportRun } from "./export-run.ts";
import type { ExportInput } from "./request.ts";
import { type Destination, openDestination } from "./write/destination.ts";

export interface ExportTask {
  request: ExportRequest;
  input: ExportInput;
  /** null: nothing is written, the preflight alone. */
  destination: Destination | null;
}

export type ExportAnswer = { preview: ExportPreview; made: null } | { preview: ExportPreview; made: ExportMade };

/**
 * Makes an export, or its preflight: one pass over the source, in memory that does not grow with it. It belongs in a thread.
 * @returns `made` is null for a preflight, and where not one row would be written: then nothing is.
 * @throws AssayError invalid_argument, refused, permission, disk_full, cancelled, damaged, io …; nothing is left behind then.
 */
export async function runExport({ request, input, destination }: ExportTask, options: ExportOptions): Promise<ExportAnswer> {
  const plan = checkRequest(request);
  const folder = destination === null ? null : await openDestination(destination);
  const run = new ExportRun(plan, input, folder, options);
  try {
    const preview = await run.read();
    if (folder === null || preview.report.rows === 0) {
      await folder?.discard();
      return { preview, made: null };
    }
    const made = await run.finish(folder, preview.report);
    return { preview, made };
  } catch (thrown) {
    await run.close();
    await folder?.discard();
    throw thrown;
  }
}
