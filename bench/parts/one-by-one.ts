import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createCollectorFromConfig, defaultConfig, SchemaValidator } from "../../src/main/engine/index.ts";
import { startCollect } from "../lib/collect.ts";
import { startHost } from "../lib/host.ts";
import { inFolder } from "../lib/process.ts";
import { computeFigures, type Row } from "../lib/row.ts";

const records = 2000;
const warmUp = 1000;
const budget = { atMost: 3 };

/** One record at a time, 1 000 a second, each timed until durable; a run's figure is its p99. */
export async function oneByOne(runs: number): Promise<Row[]> {
  const p99s = { embedded: [] as number[], piped: [] as number[], door: [] as number[], peer: [] as number[] };
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => {
      p99s.embedded.push(computeFigures(await embedded(join(folder, "e"))).p99);
      p99s.piped.push(computeFigures(await piped(join(folder, "p"))).p99);
      const host = await startHost(join(folder, "d"), join(folder, "home"));
      try {
        p99s.door.push(computeFigures(await piped(join(folder, "d"))).p99);
      } finally {
        await host.stop();
      }
      p99s.peer.push(computeFigures(await fsyncAlone(join(folder, "f"))).p99);
    });
  }
  const peer = { name: "plain Node: write and fdatasync of one line at a time, p99", figures: computeFigures(p99s.peer) };
  const row = (how: string, taken: readonly number[]): Row => ({
    work: `one record durable, p99 at 1 000/s: ${how}`,
    unit: "ms",
    assay: computeFigures(taken),
    peer,
    budget,
  });
  return [
    row("the engine in a program", p99s.embedded),
    row("through `assay collect`", p99s.piped),
    row("through `assay collect` and the local door of a window", p99s.door),
  ];
}

const makeRecord = (i: number) => ({
  schema_version: 1,
  trace_id: `t-${i}`,
  engine_id: "e",
  timestamp: 1_700_000_000,
  input: "",
  output: "",
  metrics: { success: true },
});

async function embedded(folder: string): Promise<number[]> {
  const collector = await createCollectorFromConfig(new SchemaValidator(), folder, defaultConfig());
  try {
    const took: Promise<number>[] = [];
    await paced(records, async (i) => {
      const from = performance.now();
      took.push(collector.collectEngineExecution(makeRecord(i)).then(({ durable }) => durable.then(() => performance.now() - from)));
    });
    return await Promise.all(took);
  } finally {
    await collector.close();
  }
}

async function piped(workspace: string): Promise<number[]> {
  const collecting = startCollect(workspace);
  const send = (i: number) => collecting.write(`${JSON.stringify(makeRecord(i))}\n`);
  // Exclude the start of the process and its threads, which a running producer does not see.
  await paced(warmUp, send);
  await collecting.durable(warmUp);
  const sentAt: number[] = [];
  await paced(records, async (i) => {
    sentAt.push(performance.now());
    await send(warmUp + i);
  });
  await collecting.durable(warmUp + records);
  await collecting.end();
  let ack = 0;
  return sentAt.map((at, i) => {
    while ((collecting.acks[ack]?.lines ?? Number.POSITIVE_INFINITY) <= warmUp + i) ack++;
    return (collecting.acks[ack]?.atMs ?? Number.NaN) - at;
  });
}

/** Calls `send` once a millisecond and catches up when late, so that the rate holds. */
async function paced(count: number, send: (i: number) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    const waitMs = startedAt + i - performance.now();
    if (waitMs > 0) await delay(waitMs);
    await send(i);
  }
}

async function fsyncAlone(path: string): Promise<number[]> {
  const line = `${JSON.stringify(makeRecord(0))}\n`;
  const file = await open(path, "a");
  const took: number[] = [];
  for (let i = 0; i < records / 4; i++) {
    const from = performance.now();
    await file.write(line);
    await file.datasync();
    took.push(performance.now() - from);
  }
  await file.close();
  return took;
}
