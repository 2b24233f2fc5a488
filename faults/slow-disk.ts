import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { getSize } from "./lib/files.ts";
import { slowDisk } from "./lib/hindered.ts";
import { checkNumbered, getDurable, numberedBytes, numberedFile, pour } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

const mib = 1024 * 1024;
const threads = Math.min(8, availableParallelism());
const fsyncMs = 100;
const waitMs = 60_000;
/** Chunks of 4 MiB: one for each thread, the one being written, and the waiting ones. */
const maxInFlightBytes = (threads + 3) * 4.5 * mib;
/** Allowance: memory varies between runs, since the index and the threads have their own heaps. */
const memorySlack = { factor: 1.3, bytes: 64 * mib };
const maxPouredBytes = 96 * mib;
const importedLines = 4000;

/** Slow fsyncs: producers wait, memory stays bounded, what was acknowledged is there, and a signal still shuts down in order. */
export const slow: Fault = {
  name: "slow-disk",
  kills: false,
  async run(context) {
    const pouredBytes = Math.max(1.5 * maxInFlightBytes, Math.min(maxPouredBytes, context.cases * mib));
    const slowBytes = await collecting(context, "slow", pouredBytes, fsyncMs);
    if (!context.late()) {
      const defaultBytes = await collecting(context, "usual", pouredBytes, 0);
      if (slowBytes > defaultBytes * memorySlack.factor + memorySlack.bytes)
        context.violate(
          `${inMib(pouredBytes)} of lines take ${inMib(slowBytes)} of memory on a slow disk, and ${inMib(defaultBytes)} on this one`,
        );
    }
    for (const work of [collectingStopped, importing, importingStopped]) if (!context.late()) await work(context);
  },
};

/** Sends as fast as lines are accepted. @returns the process's peak memory; 0 where unknown. */
async function collecting(context: FaultContext, name: string, bytes: number, delayMs: number): Promise<number> {
  const workspace = join(context.folder, name);
  const running = collect(context, workspace, delayMs);
  const wanted = Math.ceil(bytes / numberedBytes);
  const inFlightBytes = (await pour(running, wanted)) * numberedBytes;
  await running.until(() => getDurable(running) >= wanted, waitMs);
  const memoryBytes = await getPeakMemory(running);
  running.end();
  const ended = await running.ended;
  if (ended.code !== 0 || getDurable(running) !== wanted)
    context.violate(`collect ends with ${ended.code} after ${getDurable(running)} of ${wanted} lines: ${ended.stderr}`);
  if (inFlightBytes > maxInFlightBytes)
    context.violate(`${inMib(inFlightBytes)} were taken and not on the disk: nobody held the producer back`);
  await looks(context, workspace, wanted);
  return memoryBytes;
}

/** SIGTERM while the disk is behind: what was accepted is written, and the exit code is 0. */
async function collectingStopped(context: FaultContext): Promise<void> {
  const workspace = join(context.folder, "stopped");
  const running = collect(context, workspace, fsyncMs);
  const pouring = pour(running, Math.ceil(maxInFlightBytes / numberedBytes));
  await running.until(() => getDurable(running) > 0, waitMs);
  running.kill("SIGTERM");
  const ended = await running.ended;
  await pouring;
  if (ended.code !== 0) context.violate(`collect ends with ${ended.code ?? ended.signal} after SIGTERM: ${ended.stderr}`);
  await looks(context, workspace, getDurable(running));
}

async function importing(context: FaultContext): Promise<void> {
  const workspace = join(context.folder, "import");
  const source = await numberedFile(context.folder, importedLines);
  const { code, stdout } = await context.assay.run(["import", source, "--workspace", workspace, "--json"], slowDisk(fsyncMs));
  if (code !== 0 || acceptedIn(stdout) !== importedLines) context.violate(`the import ends with ${code}: ${stdout}`);
  await looks(context, workspace, importedLines);
}

/** SIGTERM during an import: it reports what is there, and importing again adds the rest. */
async function importingStopped(context: FaultContext): Promise<void> {
  const { assay, violate } = context;
  const workspace = join(context.folder, "import-stopped");
  const lines = Math.ceil((2 * maxInFlightBytes) / numberedBytes);
  const source = await numberedFile(context.folder, lines);
  const importIt = ["import", source, "--workspace", workspace, "--json"];
  const running = assay.start(importIt, slowDisk(fsyncMs));
  running.end();
  await running.until(() => getSize(join(workspace, "output", "events.jsonl")) > 0, waitMs);
  running.kill("SIGTERM");
  const { code, stdout, stderr } = await running.ended;
  const there = await checkNumbered(workspace, 0, violate);
  if (code !== 130 && !(code === 0 && there === lines)) violate(`the import ends with ${code} after SIGTERM: ${stderr}`);
  if (acceptedIn(stdout) !== there) violate(`the stopped import tells of ${acceptedIn(stdout)} lines; ${there} are there`);
  const again = await assay.run(importIt);
  if (again.code !== 0) violate(`importing again ends with ${again.code}: ${again.stderr}`);
  await looks(context, workspace, lines);
}

function collect({ assay }: FaultContext, workspace: string, delayMs: number): Running {
  return assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"], slowDisk(delayMs));
}

async function looks({ assay, violate, round }: FaultContext, workspace: string, least: number): Promise<void> {
  await checkNumbered(workspace, least, violate);
  await verified(assay, workspace, violate);
  round();
}

function acceptedIn(stdout: string): number {
  try {
    return (JSON.parse(stdout) as { totals: { accepted: number } }).totals.accepted;
  } catch {
    return -1;
  }
}

async function getPeakMemory({ pid }: Running): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

const inMib = (bytes: number) => `${Math.round(bytes / mib)} MiB`;
