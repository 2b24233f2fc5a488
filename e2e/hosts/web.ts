import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "./chromium.ts";
import { collectStderr, exitOf } from "./exit.ts";
import type { RunningHost } from "./host.ts";
import { outDir } from "./paths.ts";
import { environment, type Place } from "./place.ts";

let browser: Promise<Browser> | undefined;

/** The worker's one Chromium: each host gets a profile of its own in it, which costs a tenth of a start. */
function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: chromiumExecutable(), args: chromiumArguments() });
  return browser;
}

/** Starts the headless host as a person would, and opens the address it prints in a browser. */
export async function startWeb(place: Place): Promise<RunningHost> {
  const child = spawn(
    process.execPath,
    [join(outDir, "headless/cli.js"), "serve", "--workspace", place.workspaceDir, "--no-open", "--port", "0"],
    { env: environment(place), stdio: ["ignore", "pipe", "pipe"] },
  );
  let context: BrowserContext | undefined;
  const kill = async () => {
    child.kill("SIGKILL");
    await exitOf(child);
    await context?.close();
  };
  try {
    const address = await printedAddress(child);
    context = await (await sharedBrowser()).newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    return {
      page,
      stop: async () => {
        await context?.close();
        child.kill("SIGTERM");
        return exitOf(child);
      },
      kill,
      handOver: async (paths) => paths,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The address with its launch code that `assay serve` prints. */
function printedAddress(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("What the host prints cannot be read.");
  const stderr = collectStderr(child);
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      const address = /http:\/\/[^\s"]+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`assay serve ended with ${code}:\n${stderr()}`)));
  });
}
