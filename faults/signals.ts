import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { counted, latin1, seen, short } from "./lib/files.ts";
import { execution } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";
import { serve } from "./lib/web.ts";

/** The terminal and npm each forward one Ctrl-C; only a later signal counts as a second one. */
const secondWishMs = 450;

/** SIGTERM, SIGINT and a second signal: everything accepted is flushed, the lock is gone, and the exit code is right. */
export const signals: Fault = {
  name: "signals",
  kills: false,
  async run(context) {
    for (const [signal, code] of [
      ["SIGTERM", 0],
      ["SIGINT", 130],
    ] as const) {
      await collecting(context, signal, code);
      await serving(context, signal, code);
      await importing(context, signal);
    }
    await twice(context);
  },
};

async function collecting(context: FaultContext, signal: NodeJS.Signals, code: number): Promise<void> {
  const workspace = join(context.folder, `collect-${signal}`);
  const lines = Array.from({ length: 500 }, (_, i) => execution(`${signal}-${i}`, context.random));
  const running = context.assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  await running.write(Buffer.from(`${lines.join("\n")}\n`));
  await running.until(() => running.lines.length > 0, 30_000);
  running.kill(signal);
  await ends(context, running, code, `collect after ${signal}`);
  const acked = (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
  const there = counted((await seen(join(workspace, "output", "events.jsonl"))).lines);
  for (const line of lines.slice(0, acked))
    if (there.get(latin1(line)) !== 1) context.violate(`acknowledged and not there once: ${short(line)}`);
  await noLock(context, workspace);
  await verified(context.assay, workspace, context.violate);
  context.round();
}

async function serving(context: FaultContext, signal: NodeJS.Signals, code: number): Promise<void> {
  const workspace = join(context.folder, `serve-${signal}`);
  const served = await serve(context.assay, workspace);
  served.running.kill(signal);
  await ends(context, served.running, code, `serve after ${signal}`);
  await noLock(context, workspace);
  context.round();
}

async function importing(context: FaultContext, signal: NodeJS.Signals): Promise<void> {
  const workspace = join(context.folder, `import-${signal}`);
  const source = join(context.folder, "big.jsonl");
  const lines = Array.from({ length: 20_000 }, (_, i) => execution(`i-${i}`, context.random));
  await writeFile(source, `${lines.join("\n")}\n`);
  const running = context.assay.start(["import", source, "--workspace", workspace, "--json"]);
  running.end();
  const events = join(workspace, "output", "events.jsonl");
  while (running.alive && (await seen(events)).lines.length === 0) await wait(5);
  running.kill(signal);
  const { code, stdout } = await running.ended;
  const { lines: there } = await seen(events);
  if (code !== 130 && !(code === 0 && there.length === lines.length)) context.violate(`import after ${signal} ends with ${code}`);
  const { totals } = JSON.parse(stdout) as { totals: { accepted: number } };
  if (totals.accepted !== there.length)
    context.violate(`import after ${signal} reports ${totals.accepted} lines; ${there.length} are there`);
  await noLock(context, workspace);
  await verified(context.assay, workspace, context.violate);
  context.round();
}

/** A write that cannot finish (its journal is gone) delays the first signal; the second ends the process at once. */
async function twice(context: FaultContext): Promise<void> {
  const { rename } = await import("node:fs/promises");
  const workspace = join(context.folder, "twice");
  const events = join(workspace, "output", "events.jsonl");
  const running = context.assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  await running.write(Buffer.from(`${execution("first", context.random)}\n`));
  await running.until(() => running.lines.length > 0, 30_000);
  await rename(events, `${events}.away`);
  await running.write(Buffer.from(`${execution("second", context.random)}\n`));
  running.kill("SIGINT");
  await wait(secondWishMs);
  if (!running.alive) context.violate("the first signal ended a process that held a line it could not write");
  running.kill("SIGINT");
  await ends(context, running, 130, "collect after two SIGINT");
  await rename(`${events}.away`, events);
  if ((await seen(events)).lines.length !== 1) context.violate("the acknowledged line is not there after two signals");
  await verified(context.assay, workspace, context.violate);
  context.round();
}

async function ends(context: FaultContext, running: Running, code: number, what: string): Promise<void> {
  if (!(await running.until(() => !running.alive, 15_000))) {
    context.violate(`${what} does not end`);
    running.kill("SIGKILL");
  }
  const ended = await running.ended;
  if (ended.code !== code) context.violate(`${what} ends with ${ended.code ?? ended.signal} instead of ${code}: ${ended.stderr}`);
}

async function noLock(context: FaultContext, workspace: string): Promise<void> {
  if ((await seen(join(workspace, ".assay", "lock"))).lines.length > 0) context.violate(`the lock of ${workspace} stayed`);
}
