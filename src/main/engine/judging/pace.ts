import { type Pace, tooFastSeconds } from "../../../contract/index.ts";
import type { EventRecord } from "../curation/state/undo-history.ts";

/** Somebody who was away did not think about a comparison all the time. */
const pauseMs = 5 * 60_000;

/**
 * How long people took for a comparison: from the last decision about the one before to the first about it. Decisions about many at once are no
 * look at one.
 * @param events oldest first.
 */
export function measurePace(events: readonly EventRecord[]): Pace {
  const tookMs: number[] = [];
  let last: { key: string; atMs: number } | null = null;
  for (const { type, actorKind, keys, atMs } of events) {
    const [key] = keys;
    if (type !== "decide" || actorKind !== "person" || keys.length !== 1 || key === undefined) continue;
    const took = last === null || last.key === key ? null : atMs - last.atMs;
    // A clock that was set back says nothing.
    if (took !== null && took >= 0 && took < pauseMs) tookMs.push(took);
    last = { key, atMs };
  }
  tookMs.sort((one, other) => one - other);
  const middle = tookMs.length / 2;
  const [below = 0, above = 0] = [tookMs[Math.ceil(middle) - 1], tookMs[Math.floor(middle)]];
  return {
    n: tookMs.length,
    medianSeconds: tookMs.length === 0 ? null : (below + above) / 2 / 1000,
    tooFast: tookMs.filter((took) => took < tooFastSeconds * 1000).length,
  };
}
