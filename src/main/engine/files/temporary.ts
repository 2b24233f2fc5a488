import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { removeFiles } from "./inside.ts";

const temporaryName = /^\.([a-z]+-)?[0-9a-f]{12}\.tmp$/;

/** A hidden, unused name in a folder for a file that is not whole yet. `removeLeftovers` knows it. */
export function temporaryPath(folder: string, purpose?: "incoming" | "removing"): string {
  return join(folder, `.${purpose === undefined ? "" : `${purpose}-`}${randomBytes(6).toString("hex")}.tmp`);
}

/**
 * Removes the temporary files that killed processes left in a folder. Call it under the workspace's lock: nobody else is writing them.
 * @returns how many there were.
 */
export function removeLeftovers(folder: string): Promise<number> {
  return removeFiles(folder, (name) => temporaryName.test(name));
}
