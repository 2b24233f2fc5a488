import { spawn } from "node:child_process";

/** Opens the person's browser, if there is one; nobody minds if there is none. The address never passes a shell. */
export function openBrowser(url: string, platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): void {
  const opener = openerOf(platform, env);
  if (!opener) return;
  const child = spawn(opener.program, [...opener.args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function openerOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): { program: string; args: string[] } | null {
  if (platform === "darwin") return { program: "open", args: [] };
  if (platform === "win32") return { program: "rundll32", args: ["url.dll,FileProtocolHandler"] };
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { program: "xdg-open", args: [] } : null;
}
