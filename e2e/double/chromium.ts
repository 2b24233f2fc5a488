import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "../hosts/chromium.ts";

/** The Chromium that stands for Electron's. */
export interface StandIn {
  readonly endpoint: string;
  readonly pid: number;
  readonly context: BrowserContext;
  /** Ends it at once; used on the way out of the process. */
  end(): boolean;
}

/**
 * Starts a Chromium that a test can join as a second client.
 * @param userData the program's folder for Chromium's own files; the test that made it takes it away.
 * @throws when it does not start, with what it said.
 */
export async function startStandIn(userData: string): Promise<StandIn> {
  // A folder of its own each time: the one before may still be going down.
  const profile = mkdtempSync(join(userData, "chromium-"));
  const child = spawn(
    chromiumExecutable(),
    [
      ...chromiumArguments(),
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--window-size=1440,900",
      "--disable-popup-blocking",
      "--disable-background-timer-throttling",
      "--disable-renderer-backgrounding",
      "--disable-backgrounding-occluded-windows",
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const endpoint = await listeningAddress(child);
  const browser: Browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  if (context === undefined || child.pid === undefined) throw new Error("Chromium started without a profile.");
  return {
    endpoint,
    pid: child.pid,
    context,
    end: () => child.kill("SIGKILL"),
  };
}

function listeningAddress(child: ChildProcess): Promise<string> {
  const { stderr } = child;
  if (stderr === null) throw new Error("Chromium's messages cannot be read.");
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const lines = createInterface({ input: stderr });
    lines.on("line", (line) => {
      said.push(line);
      const address = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Chromium ended with ${code} before it listened:\n${said.join("\n")}`)));
  });
}
