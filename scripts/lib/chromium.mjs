import { delimiter, join } from "node:path";
import { attempt, canInstall, installFromDebian } from "./debian.mjs";
import { isProgram, node24, tools } from "./places.mjs";
import { say } from "./run.mjs";

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const installed = {
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
  win32: ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe"],
};
const downloadTimeoutMs = 180_000;

/** The system's Chromium, or the one that `ASSAY_CHROMIUM` names; null if there is none. */
export function systemChromium(env = process.env, platform = process.platform) {
  if (env.ASSAY_CHROMIUM) return env.ASSAY_CHROMIUM;
  const places = (env.PATH ?? "").split(delimiter).flatMap((folder) => commands.map((command) => join(folder, command)));
  return [...(installed[platform] ?? []), ...(platform === "win32" ? [] : places)].find(isProgram) ?? null;
}

/**
 * Finds a Chromium for the browser tests: the system's, else Playwright's download, else (as root) Debian's package.
 * @returns its path. @throws an Error that says what to install.
 */
export async function ensureChromium() {
  const there = systemChromium() ?? (await playwrightChromium());
  if (there !== null) return there;
  say("No Chromium on this machine: downloading Playwright's …");
  const downloaded = await attempt(
    "playwright install",
    node24(),
    [tools.playwright(), "install", "--no-shell", "chromium"],
    downloadTimeoutMs,
  );
  const fetched = downloaded ? await playwrightChromium() : null;
  if (fetched !== null) return fetched;
  if (canInstall()) {
    say("Playwright's Chromium is not available: installing Debian's …");
    const packaged = (await installFromDebian(["chromium"])) ? systemChromium() : null;
    if (packaged !== null) return packaged;
  }
  throw new Error("The browser tests need a Chromium: install the package chromium or google-chrome, or name one in ASSAY_CHROMIUM.");
}

async function playwrightChromium() {
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  return isProgram(path) ? path : null;
}
