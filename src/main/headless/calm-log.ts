import type { Log } from "../engine/index.ts";

const quietMs = 1000;

/**
 * A rate-limited log for refusals, which every program and page on this machine can cause: at most one line a second. The next line
 * counts those that were dropped.
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
