import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../base/log.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { WorkspaceParts } from "../workspace/workspace-parts.ts";

/** The worker as Node runs it from source: Node strips the types. */
export const importWorkerUrl = new URL("../workspace/import-worker.ts", import.meta.url);

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "assay-workspace-"));
}

/** Opens a workspace in a new temporary folder, or again in `path`. */
export async function openTemporary(options: { path?: string; config?: object } = {}): Promise<Workspace> {
  const path = options.path ?? (await temporaryFolder());
  if (options.config) await writeFile(join(path, "assay.config.json"), JSON.stringify(options.config));
  return openWorkspace({ path, importWorkerUrl, log: silentLog });
}

/** What a workspace hides, for tests of how its parts work together. */
export function partsOf(workspace: Workspace): WorkspaceParts {
  // biome-ignore lint/complexity/useLiteralKeys: only so does TypeScript let a private member be read.
  return workspace["parts"];
}
