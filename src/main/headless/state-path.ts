import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join } from "node:path";

/** A name in a folder of the state folder for what a host keeps about one workspace: by its real path, which may be gone. */
export async function workspaceStatePath(stateDir: string, folder: string, workspacePath: string, extension: string): Promise<string> {
  const real = await realpath(workspacePath).catch(() => workspacePath);
  return join(stateDir, folder, `${createHash("sha256").update(real).digest("hex").slice(0, 32)}${extension}`);
}
