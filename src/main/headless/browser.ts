import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launchCodeMs } from "./launch-codes.ts";
import { writePrivateFile } from "./private-file.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Opens the default browser, if there is one. The address never passes through a shell.
 *
 * On Linux every user can read every command line, so the browser gets a page in the state folder (0600) that redirects to the
 * address. Browsers in a snap or flatpak cannot read hidden folders: they get the address itself, whose code works once and for a
 * minute. macOS and Windows show a program's arguments to its own user only, or pass addresses another way.
 */
export async function openBrowser(address: string, stateDir: string, platform: NodeJS.Platform, env: Env): Promise<void> {
  const opener = findOpener(platform, env);
  if (!opener) return;
  const target = platform === "linux" && (await readsHiddenFolders(env)) ? await writeLaunchPage(address, stateDir) : address;
  const child = spawn(opener.program, [...opener.args, target], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function findOpener(platform: NodeJS.Platform, env: Env): { program: string; args: string[] } | null {
  if (platform === "darwin") return { program: "open", args: [] };
  if (platform === "win32") return { program: "rundll32", args: ["url.dll,FileProtocolHandler"] };
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { program: "xdg-open", args: [] } : null;
}

/** Whether xdg-open would show a local page in the default browser, and that browser can read the whole disk. */
async function readsHiddenFolders(env: Env): Promise<boolean> {
  if (env.BROWSER || env.WSL_DISTRO_NAME) return false;
  const [browser, forPages] = await Promise.all([
    ask("xdg-settings", ["get", "default-web-browser"]),
    ask("xdg-mime", ["query", "default", "text/html"]),
  ]);
  if (browser === "" || browser !== forPages) return false;
  // A snap's entry is named snap_program.desktop.
  if (browser.includes("_")) return false;
  const flatpakFolders = ["/var/lib/flatpak", join(env.HOME ?? "/", ".local/share/flatpak")];
  return !flatpakFolders.some((folder) => existsSync(join(folder, "exports/share/applications", browser)));
}

function ask(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 3000 }, (failed, stdout) => resolve(failed ? "" : stdout.trim()));
  });
}

/** Writes the page that redirects to the address, and removes it once its code has expired. @returns its file: URL, or the address itself. */
async function writeLaunchPage(address: string, stateDir: string): Promise<string> {
  const path = join(stateDir, "web", `open-${randomBytes(6).toString("hex")}.html`);
  const page = `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Assay</title>
<a href="${address}">Open Assay</a>
`;
  try {
    await writePrivateFile(path, page);
  } catch {
    return address;
  }
  const remove = () => void rm(path, { force: true }).catch(() => {});
  setTimeout(remove, launchCodeMs).unref();
  return pathToFileURL(path).href;
}
