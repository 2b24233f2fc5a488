import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The user's state folder: machine settings, recent workspaces, the sample workspace. `ASSAY_HOME` if set, else the system's folder for
 * settings.
 */
export function defaultStateDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  const set = (name: string) => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const own = set("ASSAY_HOME");
  if (own !== undefined) return own;
  if (platform === "win32") return join(set("APPDATA") ?? join(home, "AppData", "Roaming"), "Assay");
  if (platform === "darwin") return join(home, "Library", "Application Support", "Assay");
  return join(set("XDG_CONFIG_HOME") ?? join(home, ".config"), "assay");
}
