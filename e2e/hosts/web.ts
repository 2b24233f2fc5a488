import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, chromium } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "./chromium.ts";
import { collectStderr, exitOf } from "./exit.ts";
import type { RunningHost } from "./host.ts";
import { outDir } from "./paths.ts";
import { environment, type Place } from "./place.ts";

/** Starts the headless host as a person would, and opens the address it prints in a browser. */
export async function startWeb(place: Place): Promise<RunningHost> {
  const child = spawn(
    process.execPath,
    [join(outDir, "headless/cli.js"), "serve", "--workspace", place.workspaceDir, "--no-open", "--port", "0"],
    { env: environment(place), stdio: ["ignore", "pipe", "pipe"] },
  );
  let browser: Browser | undefined;
  const kill = async () => {
    child.kill("SIGKILL");
    await exitOf(child);
    await browser?.close();
  };
  try {
    const address = await printedAddress(child);
    browser = await chromium.launch({ executablePath: chromiumExecutable(), args: chromiumArguments() });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    return {
      page,
      stop: async () => {
        await browser?.close();
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
