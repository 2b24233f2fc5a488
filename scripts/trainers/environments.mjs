import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../lib/places.mjs";
import { run, say } from "../lib/run.mjs";

/** Virtual environments, one for each tool: their pins exclude each other. */

/** In the order of their cost. */
export const environments = ["datasets", "together", "mlx", "sagemaker", "trl", "llamafactory", "axolotl", "verl"];

const here = (...parts) => inRoot("scripts", "trainers", ...parts);
/** ASSAY_TRAINERS keeps them elsewhere, for several checkouts. */
const home = process.env.ASSAY_TRAINERS ?? inRoot("node_modules", ".cache", "assay-trainers");
const installTimeoutMs = 900_000;
/** The largest takes 1.8 GB, and pip as much again while it unpacks. */
const neededBytes = 4e9;

/** @returns a Python 3.11, for which the pins are; null where there is none. */
export async function findPython() {
  for (const program of [process.env.ASSAY_PYTHON, "python3.11", "python3", "python"].filter(Boolean)) {
    const version = await run(program, program, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], { quiet: true }).catch(
      () => "",
    );
    if (version.trim() === "3.11") return program;
  }
  return null;
}

/** @returns the Python of an environment, installed if needed; null, with a line why, where it cannot be had. */
export async function ensureEnvironment(name, python) {
  const requirements = readFileSync(here(`requirements-${name}.txt`), "utf8");
  const hash = createHash("sha256").update(requirements).digest("hex").slice(0, 8);
  const folder = join(home, `${name}-${hash}`);
  const program = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(join(folder, "assay-ready"))) return program;
  mkdirSync(home, { recursive: true });
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize < neededBytes) return skip(name, "there are less than 4 GB of disk left");
  say(`Installing ${name} …`);
  rmSync(folder, { recursive: true, force: true });
  const withTorch = /^torch==/m.test(requirements);
  const flags = requirements.startsWith("# pip install --no-deps") ? ["--no-deps"] : [];
  try {
    const quiet = { quiet: true, timeoutMs: installTimeoutMs };
    await run("venv", python, ["-m", "venv", folder], quiet);
    await run("pip install", program, ["-m", "pip", "install", "--quiet", ...flags, "-r", here(`requirements-${name}.txt`)], quiet);
    if (withTorch && process.platform === "linux") await run("torch_cpu_stubs.py", program, [here("torch_cpu_stubs.py")], quiet);
    writeFileSync(join(folder, "assay-ready"), "");
    return program;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return skip(name, `${error.message}: ${error.output?.trim().split("\n").at(-1) ?? ""}`);
  }
}

function skip(name, why) {
  say(`Skipped ${name}: ${why}`);
  return null;
}
