import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The Chromium that tests run in: ASSAY_CHROMIUM when it is set, else the system's.
 * @throws when there is none, saying what to do.
 */
export function chromiumExecutable(): string {
  const named = process.env.ASSAY_CHROMIUM;
  const candidates = named !== undefined && named !== "" ? [named] : systemCandidates();
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`No Chromium found (looked at ${candidates.join(", ")}). Install chromium, or name one in ASSAY_CHROMIUM.`);
  }
  return found;
}

function systemCandidates(): string[] {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return ["/usr/bin/chromium", ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
}

/** How every Chromium of the tests is started: alone with the machine, and quiet. Root cannot have its sandbox. */
export function chromiumArguments(): string[] {
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet;
}
