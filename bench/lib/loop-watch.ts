import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The main thread's event loop of a watched process, queried from outside. */
export interface LoopWatch {
  /** The longest delay since the last query, in ms, 0 at the first: `monitorEventLoopDelay` at 1 ms, uncorrected. */
  maxMs(): Promise<number>;
  /** Processor time of all its threads so far, user and system. */
  cpuSeconds(): Promise<number>;
  /** Watches a piece of work in slices. @returns the longest delay of each slice. */
  during(work: () => Promise<unknown>): Promise<number[]>;
}

const sliceMs = 500;

interface Answer {
  maxMs?: number;
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
  const maxMs = async () => (await ask("longest")).maxMs ?? 0;
  return {
    maxMs,
    cpuSeconds: async () => (await ask("processor")).cpuSeconds ?? 0,
    during: async (work) => {
      await maxMs();
      const slices: Promise<number>[] = [];
      const clock = setInterval(() => slices.push(maxMs()), sliceMs);
      try {
        await work();
      } finally {
        clearInterval(clock);
      }
      slices.push(maxMs());
      return Promise.all(slices);
    },
  };
}
