import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";

export const projectFolder = resolve(import.meta.dirname, "../..");
export const cliPath = join(projectFolder, "out/headless/cli.js");
const watched = pathToFileURL(join(import.meta.dirname, "watched.mjs")).href;

/** Wall time and output of a finished process. */
export interface Finished {
  seconds: number;
  stdout: string;
}

/** A running process. `ended` rejects with its output if the exit code is not an expected one. */
export interface Running {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts a program and captures its output. @param codes expected exit codes. */
export function start(command: string, args: readonly string[], options: SpawnOptions = {}, codes: readonly number[] = [0]): Running {
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = `${stderr}${text}`.slice(-2000);
  });
  const finished = once(child, "close").then(([code, signal]) => {
    const seconds = (performance.now() - startedAt) / 1000;
    if (!codes.includes(code))
      throw new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}: ${stderr || stdout.slice(-2000)}`);
    return { seconds, stdout };
  });
  // Whoever waits sees the failure; until then it must not count as unhandled.
  finished.catch(() => {});
  return { child, finished };
}

/** Runs a program to its end. */
export const run = (command: string, args: readonly string[]): Promise<Finished> => start(command, args).finished;

/** Starts the built command line with the watcher. `ipc` lets the bench query its event loop. */
export function startAssay(
  args: readonly string[],
  {
    stdin = "ignore",
    ipc = false,
    env = {},
    codes = [0],
  }: { stdin?: "ignore" | "pipe"; ipc?: boolean; env?: Record<string, string>; codes?: readonly number[] } = {},
): Running {
  const stdio: SpawnOptions["stdio"] = ipc ? [stdin, "pipe", "pipe", "ipc"] : [stdin, "pipe", "pipe"];
  return start(process.execPath, ["--import", watched, cliPath, ...args], { stdio, env: { ...process.env, ...env } }, codes);
}

/** Runs the built command line without the watcher. @param stdinPath a file for its stdin. */
export async function runCli(args: readonly string[], stdinPath?: string): Promise<Finished> {
  const stdin = stdinPath === undefined ? "ignore" : openSync(stdinPath, "r");
  try {
    return await start(process.execPath, [cliPath, ...args], { stdio: [stdin, "pipe", "pipe"] }).finished;
  } finally {
    if (typeof stdin === "number") closeSync(stdin);
  }
}

/** What the watcher saw: the peak of resident memory, and the processor time of all threads. */
export interface Watched extends Finished {
  peakMb: number;
  cpuSeconds: number;
}

/** Runs the built command line with the watcher. @param codes expected exit codes. @param feed chunks for its stdin. */
export async function runAssay(args: readonly string[], codes: readonly number[] = [0], feed?: Iterable<string>): Promise<Watched> {
  return inFolder(async (folder) => {
    const report = join(folder, "report.json");
    const { child, finished } = startAssay(args, { stdin: feed ? "pipe" : "ignore", env: { ASSAY_BENCH_REPORT: report }, codes });
    // When it ends early, its exit code says why.
    if (feed && child.stdin) await pipeline(Readable.from(feed), child.stdin).catch(() => {});
    const done = await finished;
    const seen = JSON.parse(await readFile(report, "utf8")) as { peakMb: number; cpuSeconds: number };
    return { ...done, ...seen };
  });
}

/** Runs `work` with a temporary folder, removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-run-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
