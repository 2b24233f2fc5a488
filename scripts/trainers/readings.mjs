import { spawn } from "node:child_process";
import { once } from "node:events";
import { inRoot } from "../lib/places.mjs";

/**
 * Reads exports with every loader of one environment, in one process: most of the time goes into its imports.
 * @returns one reading a loader and target: { target, loader, environment, ok, rows, detail }. ok null: the loader is not in the environment.
 */
export async function readExports(python, environment, exports) {
  const child = spawn(python, [inRoot("scripts", "trainers", "run_loaders.py"), environment], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(exports.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const said = [];
  child.stdout.on("data", (chunk) => said.push(chunk));
  const [code] = await once(child, "close");
  const lines = Buffer.concat(said).toString("utf8").split("\n").filter(Boolean);
  if (code !== 0) throw new Error(`run_loaders.py ${environment} ended with ${code} after ${lines.length} readings.`);
  return lines.map((line) => ({ ...JSON.parse(line), environment }));
}
