import { resolve } from "node:path";
import { AssayError } from "../../contract/index.ts";
import { ensureSampleWorkspace } from "../engine/index.ts";

/** The workspace to open first. */
export interface WorkspaceChoice {
  path: string;
  isSample: boolean;
}

/**
 * Which workspace to open: `--workspace DIR`, else ASSAY_WORKSPACE, else the sample workspace.
 * @throws AssayError `invalid_argument` for `--workspace` without a folder, `not_found` or `io` when the sample is missing or cannot be copied.
 */
export async function chooseWorkspace(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  places: { stateDir: string; resourcesDir: string },
): Promise<WorkspaceChoice> {
  const named = workspaceArgument(argv) ?? env.ASSAY_WORKSPACE;
  if (named !== undefined && named !== "") return { path: resolve(named), isSample: false };
  return { path: await ensureSampleWorkspace(places.stateDir, places.resourcesDir), isSample: true };
}

/** The folder named by `--workspace DIR` or `--workspace=DIR`; undefined when there is no such argument. */
export function workspaceArgument(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    const value = argument === "--workspace" ? argv[index + 1] : argument.startsWith("--workspace=") ? argument.slice(12) : undefined;
    if (value !== undefined && value !== "" && !value.startsWith("--")) return value;
    if (argument === "--workspace" || value === "") {
      throw new AssayError("invalid_argument", "--workspace needs a folder.", { fix: "Write --workspace DIR." });
    }
  }
  return undefined;
}
