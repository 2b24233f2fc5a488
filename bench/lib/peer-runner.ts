import { open } from "node:fs/promises";
import type { Command, Peer } from "./peer.ts";
import { type Answer, readAnswer, readStart } from "./peer-answers.ts";
import { inFolder } from "./process.ts";
import { firstLine } from "./row.ts";
import { runWatched, type WatchedRun } from "./watched-run.ts";

/** Nobody's work takes as long; a server that lost a row would be waited for without end. */
const timeoutMs = 900_000;

export interface Measured {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
}

/** Whoever takes part, with what was measured so far. */
export interface Runner {
  peer: Peer;
  records: number;
  version: string;
  toCommand: Awaited<ReturnType<Peer["prepare"]>>["toCommand"];
  runs: Measured[];
  /** Of what is run after it. */
  afterRuns: Measured[];
  /** Seconds until its server answered, which are left out. */
  startSeconds: number;
  answer?: Answer;
  failed?: string;
}

/** Prepares a peer; one that cannot be had is `failed`. */
export async function toRunner(peer: Peer, records: number): Promise<Runner> {
  const runner = { peer, records, runs: [], afterRuns: [], startSeconds: 0 };
  try {
    return { ...runner, ...(await peer.prepare()) };
  } catch (thrown) {
    return { ...runner, version: "", toCommand: () => Promise.reject(thrown), failed: firstLine(thrown) };
  }
}

/** Runs it once on a file, in a folder of its own. A failure is noted. */
export async function runPeer(runner: Runner, input: string): Promise<void> {
  const { peer } = runner;
  try {
    await inFolder(async (folder) => {
      const done = await runCommand(await runner.toCommand(input, folder));
      const { startSeconds, startCpuSeconds } = readStart(done.stdout);
      runner.startSeconds = startSeconds;
      const after = peer.after && (await runCommand(peer.after.toCommand(folder)));
      if (peer.answers) runner.answer = readAnswer((after ?? done).stdout);
      runner.runs.push({ seconds: done.seconds - startSeconds, cpuSeconds: done.cpuSeconds - startCpuSeconds, peakMb: done.peakMb });
      if (after) runner.afterRuns.push(after);
    });
  } catch (thrown) {
    runner.failed = firstLine(thrown);
  }
}

async function runCommand({ command, args, env, stdin }: Command): Promise<WatchedRun> {
  const file = stdin === undefined ? undefined : await open(stdin);
  try {
    const stdio = [file?.fd ?? "ignore", "pipe", "pipe"] as const;
    return await runWatched(command, args, { env: { ...process.env, ...env }, stdio: [...stdio], timeout: timeoutMs });
  } finally {
    await file?.close();
  }
}
