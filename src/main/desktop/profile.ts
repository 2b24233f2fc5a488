import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";

/**
 * Puts Chromium's own files into Assay's state folder; new folders are private. Must run before the app is ready, on an existing
 * folder, or Electron throws.
 * @returns false if the state folder cannot be written (reported on stderr); the app cannot start then.
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
