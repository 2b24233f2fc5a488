import { createReadStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCollectorFromConfig, defaultConfig, SchemaValidator } from "../src/main/engine/index.ts";
import { generated } from "./generate.ts";
import { assay, figuresOf, inFolder, type Row } from "./measure.ts";

/** Lines piped into `assay collect`: until the process has ended, so all of them are durable. */
async function piped(lines: number, runs: number): Promise<Row> {
  const input = await generated("executions", lines);
  const rates: number[] = [];
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => {
      const args = ["collect", "--workspace", join(folder, "w"), "--kind", "engine_execution"];
      const { seconds } = await assay(
        args,
        (child) => child.stdin && createReadStream(input, { highWaterMark: 500 * 350 }).pipe(child.stdin),
      );
      rates.push(lines / seconds);
    });
  }
  return {
    work: "collect over a pipe in batches of 500, durable and indexed",
    unit: "records/s",
    assay: figuresOf(rates),
    budget: { atLeast: 100_000 },
    note: "whole process, start included",
  };
}

/** One record at a time, 1 000 a second, each waited for until it is fsynced. */
async function oneByOne(count: number): Promise<Row> {
  const latencies = await inFolder(async (folder) => {
    const collector = await createCollectorFromConfig(new SchemaValidator(), folder, defaultConfig());
    const all: Promise<number>[] = [];
    const startedAt = performance.now();
    for (let i = 0; i < count; i++) {
      const due = startedAt + i;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const from = performance.now();
      const record = {
        schema_version: 1,
        trace_id: `t-${i}`,
        engine_id: "e",
        timestamp: 1,
        input: "",
        output: "",
        metrics: { success: true },
      };
      all.push(collector.collectEngineExecution(record).then(async ({ durable }) => durable.then(() => performance.now() - from)));
    }
    const done = await Promise.all(all);
    await collector.close();
    return done.sort((a, b) => a - b);
  });
  const p99 = latencies[Math.ceil(latencies.length * 0.99) - 1] ?? 0;
  const peer = await fsyncAlone(500);
  return {
    work: "one record durable, p99 at 1 000 records/s",
    unit: "ms",
    assay: { median: p99, min: latencies[0] ?? 0, max: latencies.at(-1) ?? 0, runs: count },
    peer: { name: "write and fdatasync of one line, p99", figures: peer },
    budget: { atMost: 5 },
  };
}

async function fsyncAlone(count: number) {
  return inFolder(async (folder) => {
    const file = await open(join(folder, "peer"), "a");
    const took: number[] = [];
    for (let i = 0; i < count; i++) {
      const from = performance.now();
      await file.write(`${"x".repeat(120)}\n`);
      await file.datasync();
      took.push(performance.now() - from);
    }
    await file.close();
    took.sort((a, b) => a - b);
    return { median: took[Math.ceil(count * 0.99) - 1] ?? 0, min: took[0] ?? 0, max: took.at(-1) ?? 0, runs: count };
  });
}

/** Appending a thousand lines to a file of 100 000, against writing the whole file anew and renaming it. */
async function appends(runs: number): Promise<Row> {
  const { atomicAppend, atomicWriteFile } = await import("../src/main/engine/index.ts");
  const line = "x".repeat(350);
  const batch = new Array<string>(1000).fill(line);
  const ours: number[] = [];
  const peer: number[] = [];
  await inFolder(async (folder) => {
    const path = join(folder, "a.jsonl");
    let whole = `${line}\n`.repeat(100_000);
    await writeFile(path, whole);
    for (let i = 0; i < runs; i++) {
      let from = performance.now();
      await atomicAppend(path, batch);
      ours.push(performance.now() - from);
      whole += `${batch.join("\n")}\n`;
      from = performance.now();
      await atomicWriteFile(join(folder, "b.jsonl"), whole);
      peer.push(performance.now() - from);
    }
  });
  return {
    work: "append 1 000 lines to a file of 100 000",
    unit: "ms",
    assay: figuresOf(ours),
    peer: { name: "write all anew, fsync, rename", figures: figuresOf(peer) },
  };
}

export async function liveRows(runs: number): Promise<Row[]> {
  return [await piped(300_000, runs), await oneByOne(3000), await appends(Math.max(runs, 5))];
}
