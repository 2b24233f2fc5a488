import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen, short } from "./lib/files.ts";
import { verified } from "./lib/verify.ts";

const modes = ["append", "append", "append", "collect"] as const;
const roundsAWorkspace = 6;
const ackWaitMs = 30_000;

interface Writer {
  child: ChildProcess;
  /** Ids of acknowledged lines. */
  acked: string[];
  ended: Promise<unknown>;
}

/**
 * Several processes write one events.jsonl: appends, collectors, and a workspace opened meanwhile. Some are killed. Every acknowledged
 * line is there exactly once, whole.
 */
export const twoWriters: Fault = {
  name: "two-writers",
  kills: true,
  async run(context) {
    let acked: string[] = [];
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % roundsAWorkspace === 0) acked = [];
      const workspace = join(context.folder, `w${Math.floor(round / roundsAWorkspace)}`);
      acked.push(...(await writeTogether(context, workspace, round)));
      await check(context, workspace, acked);
      await verified(context.assay, workspace, context.violate);
      context.round();
    }
  },
};

/** @returns the ids of all acknowledged lines. */
async function writeTogether(context: FaultContext, workspace: string, round: number): Promise<string[]> {
  const { assay, random, violate } = context;
  const output = join(workspace, "output");
  await mkdir(output, { recursive: true });
  let started = 0;
  const all: Writer[] = [];
  const start = () => {
    const writer = startWriter(random.pick(modes), output, `r${round}w${started++}`, random.below(2 ** 31));
    all.push(writer);
    return writer;
  };
  const running = Array.from({ length: random.between(2, 4) }, start);
  const acks = () => all.reduce((sum, writer) => sum + writer.acked.length, 0);
  for (let step = random.between(2, 4); step > 0; step--) {
    const wanted = acks() + random.between(5, 60);
    const deadlineMs = performance.now() + ackWaitMs;
    while (acks() < wanted && performance.now() < deadlineMs) await wait(5);
    if (acks() < wanted) violate(`nobody gets a line acknowledged for ${ackWaitMs / 1000} s`);
    if (random.chance(0.3)) {
      const { code, stdout } = await assay.run(["verify", "--workspace", workspace, "--json"]);
      // In use by a writer, or opened and whole.
      if (code !== 0 && code !== 5) violate(`assay verify among other writers ends with ${code}: ${stdout}`);
    }
    const killed = random.below(running.length);
    running[killed]?.child.kill("SIGKILL");
    await running[killed]?.ended;
    running[killed] = start();
  }
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all(all.map(({ ended }) => ended));
  return all.flatMap((writer) => writer.acked);
}

function startWriter(mode: string, output: string, name: string, seed: number): Writer {
  const script = join(import.meta.dirname, "two-writers.child.ts");
  const child = spawn(process.execPath, [script, mode, output, name, String(seed)], { stdio: ["ignore", "pipe", "inherit"] });
  const acked: string[] = [];
  createInterface({ input: child.stdout }).on("line", (id) => acked.push(id));
  return { child, acked, ended: once(child, "close") };
}

async function check({ violate }: FaultContext, workspace: string, acked: readonly string[]): Promise<void> {
  const path = join(workspace, "output", "events.jsonl");
  if (!existsSync(path)) return;
  const { lines } = await seen(path);
  const counts = new Map<string, number>();
  for (const line of lines) {
    try {
      const { trace_id: id } = JSON.parse(Buffer.from(line, "latin1").toString("utf8")) as { trace_id: string };
      counts.set(id, (counts.get(id) ?? 0) + 1);
    } catch {
      violate(`events.jsonl holds a torn line: ${short(line)}`);
    }
  }
  for (const id of acked) if (counts.get(id) !== 1) violate(`${id} was acknowledged, and is ${counts.get(id) ?? 0} times in events.jsonl`);
  for (const [id, count] of counts) if (count > 1) violate(`${id} is ${count} times in events.jsonl`);
}
