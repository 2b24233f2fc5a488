import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./install.mjs";
import { inRoot } from "./places.mjs";
import { say } from "./run.mjs";

/** The lines of Node besides the pinned one that `engines` of package.json promises: the newest release of each when this was written. */
export const supportedNodes = ["20.20.2", "22.23.3"];

const fetchTimeoutMs = 300_000;

/** @returns the path of that Node, fetched once from the npm registry, whose `node` package carries it. */
export async function ensureNode(version) {
  const folder = inRoot("node_modules", ".cache", "assay-nodes", version);
  const program = join(folder, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(program)) return program;
  say(`Fetching Node ${version} …`);
  // The package's install script links the program of this platform.
  await npm("npm install", ["install", "--prefix", folder, "--no-save", "--loglevel=error", `node@${version}`], {
    timeoutMs: fetchTimeoutMs,
  });
  return program;
}
