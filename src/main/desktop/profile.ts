import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";

/**
 * Keeps Chromium's own files inside Assay's state folder. New folders are the user's alone. Must run before the app is ready; the folder must
 * be there first, or Electron throws.
 * @returns whether it could; a state folder that cannot be written is said on stderr, and nothing can start.
 */
export function keepProfileIn(stateDir: string): boolean {
  const profile = join(stateDir, "desktop");
  try {
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    app.setPath("userData", profile);
    return true;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`assay: ${profile} cannot be made: ${reason}. Name another folder in ASSAY_HOME.\n`);
    return false;
  }
}
