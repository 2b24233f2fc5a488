import type { Log } from "../engine/index.ts";

const quietMs = 1000;

/**
 * A log for refusals. Every program and page on this machine can cause them, so at most one line a second is written; the next
 * one says how many it stands for.
 */
export function calmLog(log: Log, nowMs: () => number = () => performance.now()): Log {
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (level, event, fields) => {
    if (nowMs() < quietUntilMs) {
      unsaid += 1;
      return;
    }
    quietUntilMs = nowMs() + quietMs;
    log(level, event, unsaid === 0 ? fields : { ...fields, unsaid });
    unsaid = 0;
  };
}
