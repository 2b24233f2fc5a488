import { existsSync } from "node:fs";
import { run } from "./run.mjs";

const installTimeoutMs = 180_000;

/** Whether packages of a Debian or Ubuntu can be installed by this process. */
export function canInstall() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Installs packages of the system. @returns whether all are there now. */
export async function installFromDebian(packages) {
  if (!canInstall()) return false;
  await attempt("apt-get update", "apt-get", ["update", "-qq"], installTimeoutMs);
  return attempt("apt-get install", "apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], installTimeoutMs);
}

/** Runs a program whose failure is an answer. @returns whether it ended with 0. */
export async function attempt(title, program, args, timeoutMs) {
  try {
    await run(title, program, args, { quiet: true, timeoutMs, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    return true;
  } catch {
    return false;
  }
}
