import { createReadStream } from "node:fs";
import { generated } from "../lib/generate.ts";
import type { Context, Part } from "../lib/part.ts";
import type { Peer } from "../lib/peer.ts";
import { describeDifference } from "../lib/peer-answers.ts";
import { goalRows, toResults } from "../lib/peer-results.ts";
import { type Runner, runPeer, toRunner } from "../lib/peer-runner.ts";
import { assayPeer, peers } from "../lib/peers.ts";
import { grouped } from "../lib/words.ts";

/** All that a person could pick for the job, in turns on the same file: whole processes, with all that they start. */
export const peersPart: Part = async ({ lines, runs }: Context) => {
  const records = ({ share = 1 }: Peer) => Math.ceil(lines / share);
  const shares = [...new Set(peers.map(({ share }) => share ?? 1))].sort((a, b) => a - b);
  const all: Runner[] = [];
  // One after the other: they install.
  for (const peer of [...shares.map(assayPeer), ...peers]) all.push(await toRunner(peer, records(peer)));
  for (const count of new Set(all.map((runner) => runner.records))) await warm(await generated("executions", count));
  for (let run = 0; run < runs; run++) {
    // Another one begins each round, so that none has the same one before it each time.
    for (let i = 0; i < all.length; i++) {
      const runner = all[(i + run) % all.length] as Runner;
      if (runner.failed !== undefined || run >= (runner.peer.maxRuns ?? runs)) continue;
      process.stderr.write(`bench: ${runner.peer.name}, ${grouped(runner.records)} …\n`);
      await runPeer(runner, await generated("executions", runner.records));
    }
  }
  const [assay] = all;
  for (const runner of all) {
    if (!runner.answer || !assay?.answer || runner.records !== assay.records) continue;
    const difference = describeDifference(assay.answer, runner.answer);
    if (difference !== undefined) runner.failed = `it answers otherwise than Assay: ${difference}`;
  }
  return { rows: goalRows(all), peers: toResults(all) };
};

/** Reads a file once, so that nobody is the first. */
async function warm(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: 1 << 20 }));
}
