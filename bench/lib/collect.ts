import { once } from "node:events";
import { createInterface } from "node:readline";
import { type LoopWatch, loopWatch } from "./loop-watch.ts";
import { startAssay } from "./process.ts";

/** A running `assay collect --acks`. */
export interface Collecting {
  readonly loop: LoopWatch;
  /** Writes whole lines and waits until the process accepts more. */
  write(lines: string | Uint8Array): Promise<void>;
  /** Resolves when the first `lines` lines are acknowledged. */
  durable(lines: number): Promise<void>;
  /** Time and line count of each acknowledgement. */
  readonly acks: readonly { atMs: number; lines: number }[];
  /** Ends stdin; resolves with the seconds from the start of the process to its end. */
  end(): Promise<number>;
}

export function startCollect(workspace: string): Collecting {
  const args = ["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"];
  const { child, finished } = startAssay(args, { stdin: "pipe", ipc: true });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("assay collect has no pipes");
  // When it ends early, its exit code says why.
  stdin.on("error", () => {});
  const acks: { atMs: number; lines: number }[] = [];
  const waiting: { lines: number; done: () => void }[] = [];
  createInterface({ input: stdout }).on("line", (line) => {
    const lines = (JSON.parse(line) as { durable: number }).durable;
    acks.push({ atMs: performance.now(), lines });
    while (waiting[0] && waiting[0].lines <= lines) waiting.shift()?.done();
  });
  const early = finished.then(() => Promise.reject(new Error("assay collect ended early")));
  early.catch(() => {});
  return {
    loop: loopWatch(child),
    acks,
    write: async (lines) => {
      if (!stdin.write(lines)) await Promise.race([once(stdin, "drain"), early]);
    },
    durable: (lines) =>
      (acks.at(-1)?.lines ?? 0) >= lines
        ? Promise.resolve()
        : Promise.race([new Promise<void>((done) => waiting.push({ lines, done })), early]),
    end: async () => {
      stdin.end();
      return (await finished).seconds;
    },
  };
}

/** Lines a second from the first acknowledgement to the last, excluding the start of the process. */
export function ackedRate({ acks }: Collecting): number {
  const [first, last] = [acks[0], acks.at(-1)];
  if (!first || !last || last.lines <= first.lines) throw new Error("too few acknowledgements for a rate");
  return (last.lines - first.lines) / ((last.atMs - first.atMs) / 1000);
}
