import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveState } from "../workspace/live-state.ts";
import { Snapshots } from "./snapshots.ts";

const state = { alerts: [], index: { state: "ready", doneBytes: 0, totalBytes: 0 } };

function open() {
  const recentLog = { logged: 0 };
  const live = { ...state };
  const shown = { workspace: { path: "/w", liveState: () => live, recentLog }, imports: { listed: () => [], totals: () => ({}) } };
  const snapshots = new Snapshots(
    () => shown as never,
    () => ({ count: 0, sizeBytes: 0, names: [] }),
    () => null,
  );
  const seen: number[] = [];
  snapshots.subscribe(({ index }: Pick<LiveState, "index">) => void seen.push(index.doneBytes));
  const set = (doneBytes: number) => (live.index = { ...state.index, doneBytes });
  return { snapshots, seen, set, recentLog };
}

describe("snapshots", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are sent when something is announced or has changed by itself, and not while nothing does", () => {
    const { snapshots, seen, set, recentLog } = open();
    vi.advanceTimersByTime(1500);
    const atRest = seen.length;
    vi.advanceTimersByTime(60_000);
    expect(seen).toHaveLength(atRest);
    set(7);
    vi.advanceTimersByTime(1000);
    expect(seen.slice(atRest)).toEqual([7]);
    snapshots.changed("executions");
    vi.advanceTimersByTime(150);
    expect(seen.slice(atRest)).toEqual([7, 7]);
    recentLog.logged = 1;
    vi.advanceTimersByTime(1000);
    expect(seen.slice(atRest)).toEqual([7, 7, 7]);
    snapshots.stop();
  });

  it("come at most ten times a second", () => {
    const { snapshots, seen, set } = open();
    for (let i = 1; i <= 100; i++) {
      set(i);
      snapshots.changed("executions");
      vi.advanceTimersByTime(10);
    }
    expect(seen.length).toBeLessThanOrEqual(12);
    snapshots.stop();
  });
});
