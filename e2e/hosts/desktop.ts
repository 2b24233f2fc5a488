import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { _electron } from "@playwright/test";
import { chromiumArguments } from "./chromium.ts";
import { exitOf } from "./exit.ts";
import type { RunningHost } from "./host.ts";
import { projectRoot } from "./paths.ts";
import { environment, type Place } from "./place.ts";

/** Electron's binary, when it has been fetched; undefined where it could not be. */
export function electronBinary(): string | undefined {
  const folder = join(projectRoot, "node_modules/electron");
  const note = join(folder, "path.txt");
  if (!existsSync(note)) return undefined;
  const binary = join(folder, "dist", readFileSync(note, "utf8").trim());
  return existsSync(binary) ? binary : undefined;
}

/** Why the desktop host cannot run here, in words for the report; null when it can. */
export function noDesktopReason(): string | null {
  if (electronBinary() === undefined) return "Electron's binary is not here";
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY) return "there is no display";
  return null;
}

/** Starts the real thing through Playwright's Electron driver. */
export async function startDesktop(place: Place): Promise<RunningHost> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error("Electron's binary is not there; run `npx install-electron`.");
  const env = Object.fromEntries(Object.entries(environment(place)).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const electron = await _electron.launch({
    executablePath,
    args: [...chromiumArguments(), projectRoot, "--workspace", place.workspaceDir],
    env,
    cwd: projectRoot,
  });
  const child = electron.process();
  const page = await electron.firstWindow();
  return {
    page,
    stop: async () => {
      await page.close();
      return exitOf(child);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exitOf(child);
    },
    beforeHandOver: async () => {},
  };
}
