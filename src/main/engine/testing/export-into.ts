import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ExportRequest } from "../../../contract/index.ts";
import type { ExportInput } from "../export/request.ts";
import { type ExportAnswer, runExport } from "../export/run-export.ts";
import { judgedFor } from "../queries/decision-keys.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * Exports into the folder `name` in `exports/` of the workspace, in this thread, in the place of an earlier export. What checks find is not known.
 * @param name null: only the preflight.
 * @throws AssayError as `runExport`.
 */
export async function exportInto(workspace: Workspace, request: ExportRequest, name: string | null = "first"): Promise<ExportAnswer> {
  await workspace.curation.flush();
  const { root, output, exports } = workspace.paths;
  const toFile = async (file: string) => {
    const path = join(output, file);
    return { name: file, path, bytes: (await stat(path)).size };
  };
  const files = ["training_samples.jsonl", "comparisons.jsonl", "curation.jsonl"];
  const [dataset, comparisons, curation] = await Promise.all(files.map(toFile));
  const judged = await judgedFor(request.filter ?? {}, workspace.curation.keys);
  const input = { dataset, comparisons, curation, strict: true, found: null, judged } as ExportInput;
  const destination = name === null ? null : { path: join(exports, name), replace: true, workspace: { root, exports } };
  return runExport({ request, input, destination }, { signal: new AbortController().signal, onProgress: () => {} });
}
