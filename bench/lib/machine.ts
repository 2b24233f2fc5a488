import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { projectFolder } from "./process.ts";

/** Describes the machine in one line. */
export function machine(): string {
  const processors = cpus();
  return [
    `${processors.length} × ${processors[0]?.model.trim() || "unknown processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system(),
    `Node ${process.versions.node}`,
    `DuckDB ${versionIn("node_modules/@duckdb/node-api")}`,
    `Assay ${versionIn(".")}${commit()}`,
    `load ${(loadavg()[0] ?? 0).toFixed(1)} at the start`,
  ].join(", ");
}

function system(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    if (name !== undefined) return `${name} (${type()} ${release()})`;
  } catch {
    // No /etc/os-release.
  }
  return `${type()} ${release()}`;
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(projectFolder, folder, "package.json"), "utf8")) as { version: string }).version;
}

/** The commit, with "+" if there are changes. */
function commit(): string {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: projectFolder, encoding: "utf8" });
  const head = git("rev-parse", "--short", "HEAD");
  if (head.status !== 0) return "";
  return ` (${head.stdout.trim()}${git("status", "--porcelain", "-uno", "src").stdout.trim() === "" ? "" : "+"})`;
}
