import { useEffect, useRef } from "react";
import type { Snapshot } from "../../contract/index.ts";
import { liveStore, useSnapshot } from "./live.ts";

export type Revision = Snapshot["revisions"];

const unknown: Revision = { executions: -1, comparisons: -1, samples: -1, models: -1, config: -1 };

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

/** Asks again when the followed revision has moved past the one that the data on screen was asked at. */
export function useFollow(query: {
  follows: keyof Revision | undefined;
  enabled: boolean;
  revisions: Revision | undefined;
  tookMs: number | undefined;
  isFetching: boolean;
  refetch: (options: { cancelRefetch: boolean }) => unknown;
}): void {
  const { follows, enabled, revisions, tookMs = 0, isFetching, refetch } = query;
  const now = useSnapshot((snapshot) => (follows === undefined ? undefined : snapshot.revisions[follows]));
  const had = follows === undefined ? undefined : revisions?.[follows];
  const asked = useRef({ atMs: Number.NEGATIVE_INFINITY, revision: -1 });
  useEffect(() => {
    if (!enabled || isFetching || now === undefined || had === undefined || had === now) return;
    // Asked for this revision already and no newer data came: it failed. Wait for the next revision.
    if (asked.current.revision === now) return;
    const waitMs = Math.max(0, asked.current.atMs + pauseMs(tookMs) - performance.now());
    const timer = setTimeout(() => {
      asked.current = { atMs: performance.now(), revision: now };
      refetch({ cancelRefetch: false });
    }, waitMs);
    return () => clearTimeout(timer);
  }, [enabled, isFetching, now, had, tookMs, refetch]);
}
