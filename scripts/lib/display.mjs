import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { canInstall, installFromDebian } from "./debian.mjs";
import { run, say } from "./run.mjs";
import { isOnPath } from "./which.mjs";

/** What Electron's program loads beyond a bare system, in Debian's names; Ubuntu 24.04 calls two of them differently. */
const libraries = ["libgtk-3-0", "libnss3", "libasound2", "libgbm1"];
const newNames = { "libgtk-3-0": "libgtk-3-0t64", libasound2: "libasound2t64" };

/**
 * Makes sure that a window can be opened where nobody looks.
 * @param program Electron's, whose libraries are looked for.
 * @returns why it cannot, in words for the report; null when it can.
 */
export async function ensureDisplay(program) {
  const missing = async () => [...(isOnPath("Xvfb") ? [] : ["xvfb"]), ...((await hasLibraries(program)) ? [] : libraries)];
  const wanted = await missing();
  if (wanted.length === 0) return null;
  if (canInstall()) {
    say(`Installing ${wanted.join(", ")} for the window's tests …`);
    if (!(await installFromDebian(wanted))) await installFromDebian(wanted.map((name) => newNames[name] ?? name));
    if ((await missing()).length === 0) return null;
  }
  return `the system lacks ${wanted.join(", ")}: install these packages`;
}

/** Starts an X server without a screen. @returns its address and how it is stopped. */
export async function startDisplay() {
  // Without -noreset it starts anew whenever its last window closes, and refuses the window that opens just then.
  const args = ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"];
  const server = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const ended = once(server, "exit").then(([code]) => {
    throw new Error(`Xvfb ended with ${code}`);
  });
  ended.catch(() => {});
  const [number] = await Promise.race([once(createInterface({ input: server.stdio[3] }), "line"), ended]);
  return { display: `:${number}`, stop: () => server.kill() };
}

async function hasLibraries(program) {
  try {
    return !(await run("ldd", "ldd", [program], { quiet: true })).includes("not found");
  } catch {
    return false;
  }
}
