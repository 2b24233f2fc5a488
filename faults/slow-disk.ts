import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { sizeOf } from "./lib/files.ts";
import { slowDisk } from "./lib/hindered.ts";
import { checkNumbered, durableOf, numberedBytes, numberedFile, pour } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

const mib = 1024 * 1024;
const threads = Math.min(8, availableParallelism());
const fsyncMs = 100;
const waitMs = 60_000;
/** Chunks of 4 MiB: one for each thread, the one that is written, and those that wait to be taken. */
const mostInFlightBytes = (threads + 3) * 4.5 * mib;
/** The same work takes more memory in one run than in another: the index has its own, and threads have heaps of their own. */
const memorySlack = { factor: 1.3, bytes: 64 * mib };
const mostPouredBytes = 96 * mib;
const importedLines = 4000;

/** Every fsync takes long: producers wait, memory stays where it is, what was acknowledged is there, and a signal still ends it in order. */
export const slow: Fault = {
  name: "slow-disk",
  kills: false,
  async run(context) {
    const pouredBytes = Math.max(1.5 * mostInFlightBytes, Math.min(mostPouredBytes, context.cases * mib));
    const slowBytes = await collecting(context, "slow", pouredBytes, fsyncMs);
    if (!context.late()) {
      const usualBytes = await collecting(context, "usual", pouredBytes, 0);
      if (slowBytes > usualBytes * memorySlack.factor + memorySlack.bytes)
        context.violate(
          `${inMib(pouredBytes)} of lines take ${inMib(slowBytes)} of memory on a slow disk, and ${inMib(usualBytes)} on this one`,
        );
    }
    for (const work of [collectingStopped, importing, importingStopped]) if (!context.late()) await work(context);
  },
};

/** Pours as fast as the lines are taken. @returns the most memory the process had; 0 where the system does not tell. */
async function collecting(context: FaultContext, name: string, bytes: number, delayMs: number): Promise<number> {
  const workspace = join(context.folder, name);
  const running = collect(context, workspace, delayMs);
  const wanted = Math.ceil(bytes / numberedBytes);
  const inFlightBytes = (await pour(running, wanted)) * numberedBytes;
  await running.until(() => durableOf(running) >= wanted, waitMs);
  const memoryBytes = await mostMemoryOf(running);
  running.end();
  const ended = await running.ended;
  if (ended.code !== 0 || durableOf(running) !== wanted)
    context.violate(`collect ends with ${ended.code} after ${durableOf(running)} of ${wanted} lines: ${ended.stderr}`);
  if (inFlightBytes > mostInFlightBytes)
    context.violate(`${inMib(inFlightBytes)} were taken and not on the disk: nobody held the producer back`);
  await looks(context, workspace, wanted);
  return memoryBytes;
}

/** SIGTERM while the disk is behind: what was taken is written, and the exit code is 0. */
async function collectingStopped(context: FaultContext): Promise<void> {
  const workspace = join(context.folder, "stopped");
  const running = collect(context, workspace, fsyncMs);
  const pouring = pour(running, Math.ceil(mostInFlightBytes / numberedBytes));
  await running.until(() => durableOf(running) > 0, waitMs);
  running.kill("SIGTERM");
  const ended = await running.ended;
  await pouring;
  if (ended.code !== 0) context.violate(`collect ends with ${ended.code ?? ended.signal} after SIGTERM: ${ended.stderr}`);
  await looks(context, workspace, durableOf(running));
}

async function importing(context: FaultContext): Promise<void> {
  const workspace = join(context.folder, "import");
  const source = await numberedFile(context.folder, importedLines);
  const { code, stdout } = await context.assay.run(["import", source, "--workspace", workspace, "--json"], slowDisk(fsyncMs));
  if (code !== 0 || acceptedIn(stdout) !== importedLines) context.violate(`the import ends with ${code}: ${stdout}`);
  await looks(context, workspace, importedLines);
}

/** SIGTERM during an import: it says what is there, and importing again brings the rest. */
async function importingStopped(context: FaultContext): Promise<void> {
  const { assay, violate } = context;
  const workspace = join(context.folder, "import-stopped");
  const lines = Math.ceil((2 * mostInFlightBytes) / numberedBytes);
  const source = await numberedFile(context.folder, lines);
  const importIt = ["import", source, "--workspace", workspace, "--json"];
  const running = assay.start(importIt, slowDisk(fsyncMs));
  running.end();
  await running.until(() => sizeOf(join(workspace, "output", "events.jsonl")) > 0, waitMs);
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

async function mostMemoryOf({ pid }: Running): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

const inMib = (bytes: number) => `${Math.round(bytes / mib)} MiB`;
