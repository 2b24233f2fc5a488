import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Figures of one piece of work, in its unit. */
export interface Figures {
  median: number;
  min: number;
  max: number;
  runs: number;
}

export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, runs: sorted.length };
}

/** One row of the table. Ratios and budgets compare medians; `lowerIsBetter` says in which direction. */
export interface Row {
  work: string;
  unit: string;
  assay: Figures;
  /** What the same machine does with the same data in the same run without Assay. */
  peer?: { name: string; figures: Figures };
  budget?: { atMost?: number; atLeast?: number; ratioAtMost?: number };
  note?: string;
}

export function verdictOf({ assay, peer, budget }: Row): "meets" | "misses" | "" {
  if (!budget) return "";
  const ratio = peer ? assay.median / peer.figures.median : 0;
  const ok =
    (budget.atMost === undefined || assay.median <= budget.atMost) &&
    (budget.atLeast === undefined || assay.median >= budget.atLeast) &&
    (budget.ratioAtMost === undefined || ratio <= budget.ratioAtMost);
  return ok ? "meets" : "misses";
}

const cli = resolve(import.meta.dirname, "../out/headless/cli.js");

/** What a finished process took: wall time in seconds, peak resident memory in MB (Linux; 0 elsewhere), and what it printed. */
export interface Finished {
  seconds: number;
  peakMb: number;
  stdout: string;
}

/** Runs the built command line as its own process. @throws when it exits with anything but 0. */
export async function assay(args: readonly string[], feed?: (child: ChildProcess) => void): Promise<Finished> {
  return run(process.execPath, [cli, ...args], feed);
}

export async function run(command: string, args: readonly string[], feed?: (child: ChildProcess) => void): Promise<Finished> {
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: [feed ? "pipe" : "ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (text) => (stdout += text));
  child.stderr?.on("data", (text) => (stderr += text));
  feed?.(child);
  let peakMb = 0;
  // The kernel keeps the peak itself; the last look before the end is enough.
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000);
  }, 20);
  const [code] = await once(child, "close");
  clearInterval(look);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr}`);
  return { seconds: (performance.now() - startedAt) / 1000, peakMb, stdout };
}

/** Gives work a temporary folder and takes it away again. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-run-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
