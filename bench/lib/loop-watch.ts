import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { computeFigures, type Row } from "./row.ts";

/** The main thread's event loop of a watched process, queried from outside. */
export interface LoopWatch {
  /** Processor time of all its threads so far, user and system. */
  cpuSeconds(): Promise<number>;
  /** Watches a piece of work in slices. @returns the longest delay of each slice. */
  during(work: () => Promise<unknown>): Promise<Delay[]>;
}

/** The longest of some time, uncorrected by the 1 ms between looks. */
export interface Delay {
  /** By the clock (`monitorEventLoopDelay`). */
  maxMs: number;
  /** Of the thread's own processor time: a block that the machine is to blame for has little. */
  ownMs: number;
}

const sliceMs = 500;
const atMostMs = 30;

/** The delays of a piece of work as a row: the clock is judged, and the longest by processor time is beside it. */
export function toRow(work: string, delays: readonly Delay[]): Row {
  const own = computeFigures(delays.map(({ ownMs }) => ownMs)).max;
  return {
    work,
    unit: "ms",
    assay: computeFigures(delays.map(({ maxMs }) => maxMs)),
    budget: { atMost: atMostMs, judged: "max" },
    note: `at most ${own.toFixed(1)} ms of its own processor time`,
  };
}

interface Answer extends Partial<Delay> {
  cpuSeconds?: number;
}

export function loopWatch(child: ChildProcess): LoopWatch {
  // One query at a time, so that each gets its own answer.
  let turn: Promise<unknown> = Promise.resolve();
  const gone = once(child, "exit").then(() => Promise.reject(new Error("the watched process ended")));
  gone.catch(() => {});
  const ask = (question: "longest" | "processor"): Promise<Answer> => {
    const asked = turn.then(async () => {
      const answer = once(child, "message") as Promise<[Answer]>;
      child.send(question);
      return (await Promise.race([answer, gone]))[0];
    });
    turn = asked.catch(() => {});
    return asked;
  };
  const longest = async (): Promise<Delay> => {
    const { maxMs = 0, ownMs = 0 } = await ask("longest");
    return { maxMs, ownMs };
  };
  return {
    cpuSeconds: async () => (await ask("processor")).cpuSeconds ?? 0,
    during: async (work) => {
      await longest();
      const slices: Promise<Delay>[] = [];
      const clock = setInterval(() => slices.push(longest()), sliceMs);
      try {
        await work();
      } finally {
        clearInterval(clock);
      }
      slices.push(longest());
      return Promise.all(slices);
    },
  };
}
