import { resolve } from "node:path";
import { isWorkspace } from "../workspace/is-workspace.ts";
import { sampleWorkspacePath } from "../workspace/sample-workspace.ts";
import { RecentWorkspaces } from "./recent-workspaces.ts";

/** A workspace that nobody named on the command line, and where it comes from. */
export interface DefaultWorkspace {
  /** Absolute. */
  path: string;
  source: "environment" | "current_folder" | "last_opened";
  /** Whether it is the sample workspace. */
  isSample: boolean;
}

export interface DefaultPlaces {
  env: Readonly<Record<string, string | undefined>>;
  /** The current folder; absolute. */
  cwd: string;
  stateDir: string;
}

/**
 * The workspace to use when none is named: ASSAY_WORKSPACE, else the current folder if it is a workspace, else what was open last, whether or
 * not it is still there.
 * @returns null when there is none.
 */
export async function findDefaultWorkspace({ env, cwd, stateDir }: DefaultPlaces): Promise<DefaultWorkspace | null> {
  const found = (path: string, source: DefaultWorkspace["source"]) => ({ path, source, isSample: path === sampleWorkspacePath(stateDir) });
  const named = env.ASSAY_WORKSPACE;
  if (named !== undefined && named !== "") return found(resolve(cwd, named), "environment");
  if (await isWorkspace(cwd)) return found(cwd, "current_folder");
  const last = (await RecentWorkspaces.open(stateDir)).last();
  return last === undefined ? null : found(last, "last_opened");
}
