import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keptFolder } from "./generate.ts";
import { run, start } from "./process.ts";

export const peersFolder = join(import.meta.dirname, "../peers");

const neededBytes = 4e9;
const installTimeoutMs = 900_000;

/** A virtual environment of pinned packages, kept beside the generated files. */
export interface PythonEnvironment {
  program: string;
  /** The pinned version of a package. */
  version(name: string): string;
}

/**
 * Installs peers/requirements-NAME.txt, once: without a network it must be there already.
 * @throws an Error that says why it cannot be had.
 */
export async function ensurePython(name: string): Promise<PythonEnvironment> {
  const path = join(peersFolder, `requirements-${name}.txt`);
  const requirements = await readFile(path, "utf8");
  const folder = join(keptFolder, "python", `${name}-${createHash("sha256").update(requirements).digest("hex").slice(0, 8)}`);
  const program = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const version = (of: string) => new RegExp(`^${of}==(.+)$`, "m").exec(requirements)?.[1] ?? "";
  const ready = join(folder, "ready");
  if (existsSync(ready)) return { program, version };
  await mkdir(join(keptFolder, "python"), { recursive: true });
  const { bavail, bsize } = await statfs(keptFolder);
  if (bavail * bsize < neededBytes) throw new Error("there are less than 4 GB of disk left");
  process.stderr.write(`bench: installing ${name} …\n`);
  await rm(folder, { recursive: true, force: true });
  try {
    await run(process.env.ASSAY_PYTHON ?? "python3", ["-m", "venv", folder]);
  } catch {
    throw new Error("there is no python3 that makes a virtual environment");
  }
  try {
    await start(program, ["-m", "pip", "install", "--quiet", "-r", path], { timeout: installTimeoutMs }).finished;
  } catch {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`pip could not install peers/requirements-${name}.txt`);
  }
  await writeFile(ready, "");
  return { program, version };
}
