import { createHash } from "node:crypto";

/**
 * The name under which Electron keeps a window's place and size: one a workspace. A window that changed to another workspace keeps its
 * name, so that the name of a workspace may be taken.
 */
export function windowName(workspacePath: string, taken: readonly string[]): string {
  const name = `assay-${createHash("sha256").update(workspacePath).digest("hex").slice(0, 16)}`;
  let free = name;
  for (let count = 2; taken.includes(free); count += 1) free = `${name}-${count}`;
  return free;
}
