import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type ElectronApplication, expect, type Locator, type Page } from "@playwright/test";
import { drop } from "./drop.ts";
import { startDouble } from "./hosts/double.ts";
import type { DoubleClient } from "./hosts/double-client.ts";
import { startElectron } from "./hosts/electron.ts";
import type { HostName, RunningHost, StartHost } from "./hosts/host.ts";
import { outDir, sampleDir } from "./hosts/paths.ts";
import { environment, type Place } from "./hosts/place.ts";
import { startWeb } from "./hosts/web.ts";
import { watchPageErrors } from "./page-errors.ts";

const starters: Record<HostName, StartHost> = { web: startWeb, electron: startElectron, double: startDouble };

export interface CliAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** Assay in one of its hosts, the same for every host. */
export interface Assay {
  readonly host: HostName;
  /** The open page; another one after `restart`. */
  readonly page: Page;
  readonly workspaceDir: string;
  readonly stateDir: string;
  /** Drops real files of this disk on the window, or on `target`. */
  dropFile(paths: readonly string[], target?: Locator): Promise<void>;
  /** Ends the program in order, which releases the workspace. */
  stop(): Promise<number | null>;
  /** Ends the program, in order or at once, and starts it again on the same workspace. */
  restart(how?: "stop" | "kill"): Promise<void>;
  /** Runs the built command line; `--workspace` is added. The program must be stopped where a command writes. @param input its stdin. */
  runCli(args: readonly string[], input?: string): Promise<CliAnswer>;
  /** The double's control, on that host. */
  readonly double: DoubleClient | undefined;
  /** Electron's main process, on that host. */
  readonly electron: ElectronApplication | undefined;
  /** What Electron's main process said on stderr, on that host. */
  stderr(): string;
  /** Allows errors that a test causes on purpose: matching messages do not fail it. */
  expectPageErrors(pattern: RegExp): void;
}

export interface Options {
  host: HostName;
}

export interface Wishes {
  /** Start on a copy of the sample workspace; else on an empty folder. */
  onSample: boolean;
  /** Environment of the host's process. */
  hostEnv: Record<string, string>;
}

/** Writes a file for a test to drop, outside the workspace. @returns its path. */
export type WorkFile = (name: string, content: string | Uint8Array) => Promise<string>;

export const test = base.extend<Wishes & { assay: Assay; workFile: WorkFile }, Options>({
  host: ["web", { option: true, scope: "worker" }],
  onSample: [false, { option: true }],
  hostEnv: [{}, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  workFile: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "assay-drop-"));
    await use(async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    });
    await rm(folder, { recursive: true, force: true });
  },

  assay: async ({ host, onSample, hostEnv }, use) => {
    const root = await mkdtemp(join(tmpdir(), "assay-e2e-"));
    const place: Place = { workspaceDir: join(root, "workspace"), stateDir: join(root, "state"), env: hostEnv };
    await mkdir(place.stateDir);
    if (onSample) await cp(sampleDir, place.workspaceDir, { recursive: true });
    const pageErrors = watchPageErrors();
    let running: RunningHost | undefined;
    const start = async () => {
      running = await starters[host](place);
      pageErrors.watch(running.page);
      await expect(running.page.getByRole("heading", { level: 1 })).toBeVisible();
    };
    const current = (): RunningHost => {
      if (running === undefined) throw new Error("Assay is stopped.");
      return running;
    };
    const stop = async () => {
      const ended = running;
      running = undefined;
      pageErrors.leave();
      return ended === undefined ? null : ended.stop();
    };
    await start();
    try {
      await use({
        host,
        workspaceDir: place.workspaceDir,
        stateDir: place.stateDir,
        get page() {
          return current().page;
        },
        get double() {
          return current().double;
        },
        get electron() {
          return current().electron;
        },
        stderr: () => current().stderr?.() ?? "",
        dropFile: async (paths, target) => {
          await drop(current().page, await current().handOver(paths), target);
        },
        stop,
        restart: async (how = "stop") => {
          if (how === "kill") {
            pageErrors.leave();
            await current().kill();
          } else await stop();
          await start();
        },
        runCli: (args, input) => runCli(place, args, input),
        expectPageErrors: pageErrors.allow,
      });
    } finally {
      await running?.stop().catch(() => running?.kill());
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    }
    expect(pageErrors.found(), "console errors, page errors and refused resources").toEqual([]);
  },
});

function runCli(place: Place, args: readonly string[], input = ""): Promise<CliAnswer> {
  const all = [join(outDir, "headless/cli.js"), ...args, "--workspace", place.workspaceDir];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, { env: environment(place), maxBuffer: 1e9 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
    // A command that ends without reading it closes the pipe.
    child.stdin?.on("error", () => {}).end(input);
  });
}

export { expect };
