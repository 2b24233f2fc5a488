import { existsSync, readFileSync } from "node:fs";
import { inRoot, node24, tools } from "./places.mjs";
import { run } from "./run.mjs";

const fetchTimeoutMs = 60_000;

/** Electron's program; null when its binary is not there. Never starts the download that importing the package would. */
export function electronProgram() {
  const folder = inRoot("node_modules", "electron");
  try {
    const program = inRoot("node_modules", "electron", "dist", readFileSync(`${folder}/path.txt`, "utf8"));
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

/** Fetches Electron's binary if it is not there, for 60 seconds at most. @returns its program, or null when it cannot be had. */
export async function ensureElectron() {
  const there = electronProgram();
  if (there !== null) return there;
  try {
    await run("install-electron", node24(), [tools.installElectron()], { quiet: true, timeoutMs: fetchTimeoutMs });
  } catch {
    return null;
  }
  return electronProgram();
}

/** Why no desktop window can be opened here, whatever Electron says; null when one can. */
export function noDesktopReason(env = process.env, platform = process.platform, uid = process.getuid?.()) {
  if (platform !== "linux") return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display";
  // Electron's sandbox does not run as root, and without it hostile model output would be one bug from the machine.
  if (uid === 0) return "Electron's sandbox does not run as root";
  return null;
}
