import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { _electron, type ElectronApplication } from "@playwright/test";
import manifest from "../../package.json" with { type: "json" };
import { collectStderr, exitOf } from "./exit.ts";
import type { RunningHost } from "./host.ts";
import { projectRoot } from "./paths.ts";
import { environment, type Place } from "./place.ts";

/** The Electron that scripts/lib/electron-host.mjs made ready. */
export interface Electron {
  program: string;
  /** What names the app to a bare Electron; nothing for a packaged one. */
  args: string[];
  version: string;
  /** Where a packaged one lies, with its app in `resources/app`. */
  folder?: string;
  /** The user that the window belongs to, when the tests run as root. */
  runAs?: number;
  /** What starts the program named in ASSAY_PROGRAM as that user, with the same process id. */
  launcher?: string;
}

/** The version that Assay ships. */
export const productElectron: string = manifest.devDependencies.electron;

/** The Electron to run on; a string says in words for the report why there is none. */
export function electronHere(): Electron | string {
  const { ASSAY_ELECTRON, ASSAY_NO_ELECTRON } = process.env;
  if (ASSAY_ELECTRON) return JSON.parse(ASSAY_ELECTRON) as Electron;
  return ASSAY_NO_ELECTRON || "npm test makes it ready, and these specs were started without it";
}

/** Starts the real thing through Playwright's Electron driver, with its sandbox on. */
export async function startElectron(place: Place): Promise<RunningHost> {
  const here = electronHere();
  if (typeof here === "string") throw new Error(`There is no Electron: ${here}.`);
  const root = dirname(place.workspaceDir);
  giveTo(here.runAs, root);
  const app = await launchElectron(here, place);
  const child = app.process();
  const stderr = collectStderr(child);
  const page = await app.firstWindow();
  return {
    page,
    electron: app,
    stderr,
    stop: async () => {
      await page.close();
      return exitOf(child);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exitOf(child);
    },
    handOver: async (paths) => paths.map((path) => readable(here.runAs, path, join(root, "handed-over"))),
  };
}

/**
 * Starts Electron, or a packed program, on a place and drives it. What ends before it has a window is no business of Playwright's: `spawnElectron`.
 * @param here what to start: `{ ...here, program, args: [] }` starts another program as the same user.
 */
export function launchElectron(here: Electron, place: Place, args = ["--workspace", place.workspaceDir]): Promise<ElectronApplication> {
  const { program, env, cwd } = toSpawn(here, place);
  return _electron.launch({
    executablePath: program,
    // Else Playwright would switch Chromium's sandbox off.
    chromiumSandbox: true,
    args: [...here.args, ...args],
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    cwd,
  });
}

/** Starts it as a person would, with nobody at its controls. */
export function spawnElectron(here: Electron, place: Place, args = ["--workspace", place.workspaceDir]): ChildProcess {
  const { program, env, cwd } = toSpawn(here, place);
  return spawn(program, [...here.args, ...args], { env, cwd, stdio: ["ignore", "ignore", "pipe"] });
}

function toSpawn(here: Electron, place: Place): { program: string; env: NodeJS.ProcessEnv; cwd: string } {
  return {
    program: here.launcher ?? here.program,
    env: { ...environment(place), HOME: dirname(place.workspaceDir), ASSAY_PROGRAM: here.program },
    cwd: here.runAs === undefined ? projectRoot : tmpdir(),
  };
}

/** Makes a folder of the tests with all in it, or it alone, or a file, the window's own. */
export function giveTo(user: number | undefined, path: string, how: "whole" | "alone" = "whole"): void {
  if (user !== undefined) execFileSync("chown", [...(how === "whole" ? ["-R"] : []), `${user}:${user}`, path]);
}

/** The path of a file as the window can read it: itself, or a copy in `folder`. */
function readable(user: number | undefined, path: string, folder: string): string {
  if (user === undefined) return path;
  if (path.startsWith(tmpdir() + sep)) {
    const owned = dirname(path) === tmpdir() ? path : dirname(path);
    giveTo(user, owned);
  }
  if (spawnSync("setpriv", [`--reuid=${user}`, `--regid=${user}`, "--clear-groups", "test", "-r", path]).status === 0) return path;
  mkdirSync(folder, { recursive: true });
  copyFileSync(path, join(folder, basename(path)));
  giveTo(user, folder);
  return join(folder, basename(path));
}
