import type { SpawnOptions } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type Finished, start } from "./process.ts";

/** What a program and all that it started used. NaN where the system does not say (no /proc). */
export interface WatchedRun extends Finished {
  /** User and system. */
  cpuSeconds: number;
  /** The largest sum of resident memory; pages that processes share count for each. Of a single process, the kernel's own peak. */
  peakMb: number;
}

const lookMs = 20;
/** Each look into all of /proc takes milliseconds. */
const looksBetweenTrees = 25;

/**
 * Runs a program that knows nothing of the bench. Meanwhile this process must not start others: their processor time would be counted.
 * @throws when it does not end with 0.
 */
export async function runWatched(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<WatchedRun> {
  const before = readChildrenSeconds();
  const { child, finished } = start(command, args, options);
  let tree = [child.pid ?? 0];
  let peakKb = Number.NaN;
  let looks = 0;
  const look = () => {
    if (++looks % looksBetweenTrees === 0) tree = findTree(child.pid ?? 0);
    const seen = tree.flatMap(readMemoryKb);
    if (seen.length === 0) return;
    const sum = seen.reduce((all, { nowKb }) => all + nowKb, 0);
    peakKb = Math.max(Number.isNaN(peakKb) ? 0 : peakKb, sum, ...seen.map(({ peakKb: own }) => own));
  };
  const timer = setInterval(look, lookMs);
  try {
    const done = await finished;
    return { ...done, cpuSeconds: readChildrenSeconds() - before, peakMb: peakKb / 1024 };
  } finally {
    clearInterval(timer);
  }
}

/** Processor time of all children that have ended, and of theirs that they waited for: fields 16 and 17 of proc(5), in ticks of 10 ms. */
function readChildrenSeconds(): number {
  const fields = readProc("self/stat");
  return fields === undefined ? Number.NaN : (Number(fields[15]) + Number(fields[16])) / 100;
}

/** The fields of a `stat`, as proc(5) counts them less one. The name, in brackets, may hold spaces. */
function readProc(path: string): string[] | undefined {
  const text = tryRead(`/proc/${path}`);
  return text === undefined ? undefined : ["", "", ...text.slice(text.lastIndexOf(")") + 2).split(" ")];
}

function findTree(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(readProc(`${name}/stat`)?.[3])] as const);
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

function readMemoryKb(pid: number): { nowKb: number; peakKb: number }[] {
  const text = tryRead(`/proc/${pid}/status`) ?? "";
  const [now, peak] = ["VmRSS", "VmHWM"].map((name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? Number.NaN));
  return Number.isFinite(now) && Number.isFinite(peak) ? [{ nowKb: now as number, peakKb: peak as number }] : [];
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}
