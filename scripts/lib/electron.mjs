import { existsSync, readFileSync } from "node:fs";
import { inRoot, node24, tools } from "./places.mjs";
import { run } from "./run.mjs";

const fetchTimeoutMs = 60_000;

/** Path of Electron's binary; null if it is missing. Does not import the package, which would download it. */
export function electronProgram() {
  const folder = inRoot("node_modules", "electron");
  try {
    const program = inRoot("node_modules", "electron", "dist", readFileSync(`${folder}/path.txt`, "utf8"));
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

/** Downloads Electron's binary if it is missing, for at most 60 s. @returns its path, or null if it is not available. */
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

/** Why no desktop window can open here; null if one can. */
export function noDesktopReason(env = process.env, platform = process.platform, uid = process.getuid?.()) {
  if (platform !== "linux") return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display";
  // Without the sandbox, hostile model output would be one Chromium bug away from the machine.
  if (uid === 0) return "Electron's sandbox does not run as root";
  return null;
}
