import type { Difference } from "./words.ts";

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (difference: Difference | null) => void>();

function start(): Worker {
  const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<{ id: number; difference: Difference }>) => {
    waiting.get(data.id)?.(data.difference);
    waiting.delete(data.id);
  });
  started.addEventListener("error", stop);
  return started;
}

/** Ends what is being compared: whoever waits for it gets null. */
function stop(): void {
  worker?.terminate();
  worker = undefined;
  for (const answer of waiting.values()) answer(null);
  waiting.clear();
}

/** Where two texts differ; null if a later comparison was asked for meanwhile, which ends this one. */
export function getDifference(before: string, after: string): Promise<Difference | null> {
  if (waiting.size > 0) stop();
  worker ??= start();
  const id = ++lastId;
  worker.postMessage({ id, before, after });
  return new Promise((resolve) => waiting.set(id, resolve));
}
