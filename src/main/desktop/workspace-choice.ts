import { resolve } from "node:path";
import { ensureSampleWorkspace, type RecentWorkspaces, sampleWorkspacePath } from "../engine/index.ts";

/** A workspace to open. */
export interface WorkspaceChoice {
  path: string;
  isSample: boolean;
}

export interface Places {
  stateDir: string;
  resourcesDir: string;
}

/** The workspace at a path. */
export function toChoice(path: string, { stateDir }: Pick<Places, "stateDir">): WorkspaceChoice {
  return { path, isSample: resolve(path) === resolve(sampleWorkspacePath(stateDir)) };
}

/**
 * Which workspace to open when none is named: ASSAY_WORKSPACE, else the one that was open last, else the sample workspace.
 * @throws AssayError `not_found` or `io` when the sample is missing or cannot be copied.
 */
export async function chooseWorkspace(
  env: NodeJS.ProcessEnv,
  places: Places,
  recent: Pick<RecentWorkspaces, "newest">,
): Promise<WorkspaceChoice> {
  const named = env.ASSAY_WORKSPACE;
  if (named !== undefined && named !== "") return toChoice(resolve(named), places);
  const path = (await recent.newest()) ?? (await ensureSampleWorkspace(places.stateDir, places.resourcesDir));
  return toChoice(path, places);
}
