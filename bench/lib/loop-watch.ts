import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The main thread's event loop of a watched process, queried from outside. */
export interface LoopWatch {
  /** The longest delay since the last query, in ms: `monitorEventLoopDelay` at 1 ms, uncorrected. */
  maxMs(): Promise<number>;
  /** Watches a piece of work in slices. @returns the longest delay of each slice. */
  during(work: () => Promise<unknown>): Promise<number[]>;
}

const sliceMs = 500;

export function loopWatch(child: ChildProcess): LoopWatch {
  // One query at a time, so that each gets its own answer.
  let turn: Promise<unknown> = Promise.resolve();
  const gone = once(child, "exit").then(() => Promise.reject(new Error("the watched process ended")));
  gone.catch(() => {});
  const maxMs = (): Promise<number> => {
    const asked = turn.then(async () => {
      const answer = once(child, "message") as Promise<[{ maxMs: number }]>;
      child.send("longest");
      return (await Promise.race([answer, gone]))[0].maxMs;
    });
    turn = asked.catch(() => {});
    return asked;
  };
  return {
    maxMs,
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
