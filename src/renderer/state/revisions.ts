import { useEffect, useRef } from "react";
import type { Snapshot } from "../../contract/index.ts";
import { liveStore } from "./live.ts";

export type Revision = Snapshot["revisions"];

const unknown: Revision = { executions: -1, comparisons: -1, samples: -1, models: -1, config: -1, drafts: -1, quarantine: -1, log: -1 };

/** The revisions of the newest snapshot. */
export function revisionNow(): Revision {
  return liveStore.getState().snapshot?.revisions ?? unknown;
}

/**
 * How long to wait before asking again while data keeps changing: twice what the answer takes, so that a
 * slow query never keeps the index busy, and at least a quarter of a second.
 */
export function pauseMs(tookMs: number): number {
  return Math.min(15_000, Math.max(250, 2 * tookMs));
}

/** Data that follows nothing calmer than this is asked for again in between. */
const longestCalmMs = 5_000;
/** The same while it is a person's own steps that change it: the screen shows those already, and drawing a list again takes as long as the next step may. */
export const longestStepsMs = 20_000;

let lastStepMs = Number.NEGATIVE_INFINITY;

/** A person took a step that the screen shows by itself. */
export const noteStep = (): void => {
  lastStepMs = performance.now();
};

/** How long to hold an answer back for a person who is at it. @param stepMs of their last step. @param sinceMs from when on the data has been stale. */
export const holdMs = (nowMs: number, calmMs: number, stepMs: number, sinceMs: number): number =>
  Math.max(0, Math.min(stepMs + calmMs, sinceMs + longestStepsMs) - nowMs);

/**
 * Asks again when the followed revision has moved past the one that the data on screen was asked at. With `calmMs` only once the
 * revision has stood still for so long: for data that a person's own steps change, and that shows those steps already.
 */
export function useFollow(query: {
  follows: keyof Revision | undefined;
  calmMs?: number | undefined;
  enabled: boolean;
  revisions: Revision | undefined;
  tookMs: number | undefined;
  isFetching: boolean;
  refetch: (options: { cancelRefetch: boolean }) => unknown;
}): void {
  const { follows, calmMs = 0, enabled, revisions, tookMs = 0, isFetching, refetch } = query;
  const had = follows === undefined ? undefined : revisions?.[follows];
  const asked = useRef({ atMs: Number.NEGATIVE_INFINITY, revision: -1 });
  useEffect(() => {
    if (follows === undefined || !enabled || isFetching || had === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last: number | undefined;
    let sinceMs: number | undefined;
    // Listened to here and not rendered: what follows a revision is not drawn again because the revision has moved, only when it was asked for again.
    const look = () => {
      const now = revisionNow()[follows];
      if (now === last) return;
      last = now;
      clearTimeout(timer);
      // Asked for this revision already and no newer data came: it failed. Wait for the next revision.
      if (now === -1 || now === had || asked.current.revision === now) return;
      const nowMs = performance.now();
      sinceMs ??= nowMs;
      const calmInMs = Math.min(calmMs, sinceMs + longestCalmMs - nowMs);
      const waitMs = Math.max(0, calmInMs, asked.current.atMs + pauseMs(tookMs) - nowMs);
      const from = sinceMs;
      const ask = () => {
        const heldMs = holdMs(performance.now(), calmMs, lastStepMs, from);
        if (heldMs > 0) {
          timer = setTimeout(ask, heldMs);
          return;
        }
        asked.current = { atMs: performance.now(), revision: now };
        refetch({ cancelRefetch: false });
      };
      timer = setTimeout(ask, waitMs);
    };
    look();
    const off = liveStore.subscribe(look);
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [follows, enabled, isFetching, had, calmMs, tookMs, refetch]);
}
