import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicAppend, atomicWriteFile } from "../../src/main/engine/index.ts";
import { ackedRate, startCollect } from "../lib/collect.ts";
import { generated } from "../lib/generate.ts";
import type { Part } from "../lib/part.ts";
import { inFolder } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { oneByOne } from "./one-by-one.ts";

const batchLines = 500;

/** Live collecting: streams, batches, single records, and plain appends. */
export const livePart: Part = async ({ lines, runs }) => ({
  rows: [
    ...(await measureRows("collect over a pipe", () => piped(Math.min(lines, 300_000), runs))),
    ...(await measureRows("collect, each batch waited for", () => inStep(Math.min(lines, 100_000), runs))),
    ...(await measureRows("one record durable", () => oneByOne(runs))),
    ...(await measureRows("append to a file", () => appends(runs))),
  ],
});

/** Lines piped into `assay collect` as fast as it accepts them, about 500 a chunk. */
async function piped(lines: number, runs: number): Promise<Row[]> {
  const input = await generated("executions", lines);
  const rates = { whole: [] as number[], acked: [] as number[], peer: [] as number[] };
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => {
      const collecting = startCollect(join(folder, "w"));
      for await (const chunk of createReadStream(input, { highWaterMark: batchLines * 350 })) await collecting.write(chunk as Buffer);
      rates.whole.push(lines / (await collecting.end()));
      rates.acked.push(ackedRate(collecting));
      rates.peer.push(await appendedAlone(join(folder, "peer"), await readFile(input), lines));
    });
  }
  const peer = { name: `plain Node: append and fsync ${batchLines} lines at a time, unread`, figures: computeFigures(rates.peer) };
  const unit = "records/s";
  return [
    {
      work: `collect ${grouped(lines)} over a pipe in batches of ${batchLines}, durable`,
      unit,
      assay: computeFigures(rates.acked),
      peer,
      budget: { atLeast: 400_000 },
      note: "from the first acknowledgement to the last",
    },
    {
      work: `collect ${grouped(lines)} over a pipe, the whole process, durable and indexed`,
      unit,
      assay: computeFigures(rates.whole),
      budget: { atLeast: 100_000 },
    },
  ];
}

/** Each batch is sent when the previous one is acknowledged: at least one fsync a batch. */
async function inStep(lines: number, runs: number): Promise<Row[]> {
  const all = (await readFile(await generated("executions", lines), "utf8")).split("\n").slice(0, -1);
  const rates: number[] = [];
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => {
      const collecting = startCollect(join(folder, "w"));
      for (let sent = 0; sent < all.length; sent += batchLines) {
        const batch = all.slice(sent, sent + batchLines);
        await collecting.write(`${batch.join("\n")}\n`);
        await collecting.durable(sent + batch.length);
      }
      await collecting.end();
      rates.push(ackedRate(collecting));
    });
  }
  return [
    {
      work: `collect in batches of ${batchLines}, each acknowledged before the next is sent`,
      unit: "records/s",
      assay: computeFigures(rates),
    },
  ];
}

async function appendedAlone(path: string, bytes: Buffer, lines: number): Promise<number> {
  const size = Math.ceil(bytes.length / (lines / batchLines));
  const file = await open(path, "a");
  const from = performance.now();
  for (let at = 0; at < bytes.length; at += size) {
    await file.write(bytes.subarray(at, at + size));
    await file.datasync();
  }
  const seconds = (performance.now() - from) / 1000;
  await file.close();
  return lines / seconds;
}

/** Appending a thousand lines to a file of 100 000, against rewriting the whole file and renaming it. */
async function appends(runs: number): Promise<Row[]> {
  const line = "x".repeat(350);
  const batch = new Array<string>(1000).fill(line);
  const ours: number[] = [];
  const peer: number[] = [];
  await inFolder(async (folder) => {
    let whole = `${line}\n`.repeat(100_000);
    await atomicWriteFile(join(folder, "a"), whole);
    for (let i = 0; i < runs; i++) {
      let from = performance.now();
      await atomicAppend(join(folder, "a"), batch);
      ours.push(performance.now() - from);
      whole += `${batch.join("\n")}\n`;
      from = performance.now();
      await atomicWriteFile(join(folder, "b"), whole);
      peer.push(performance.now() - from);
    }
  });
  const naive = { name: "write all anew, fsync, rename", figures: computeFigures(peer) };
  return [{ work: "append 1 000 lines to a file of 100 000, durable", unit: "ms", assay: computeFigures(ours), peer: naive }];
}
