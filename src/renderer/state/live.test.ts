import { beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../contract/index.ts";
import { expectFreshSnapshots, liveStore, takeSnapshot } from "./live.ts";

const snapshot = (seq: number, workspacePath = "/w"): Snapshot => ({
  seq,
  takenAtMs: 0,
  workspacePath,
  channels: [],
  quarantine: { total: 0, dismissed: 0, purged: 0 },
  following: [],
  imports: [],
  importTotals: { files: 0, unfinished: 0, asking: 0, withProblems: 0, lines: 0, accepted: 0, quarantined: 0, duplicates: 0, blank: 0 },
  offered: { count: 0, sizeBytes: 0, names: [] },
  models: [],
  exports: [],
  network: null,
  index: { state: "ready", doneBytes: 0, totalBytes: 0 },
  leftOut: [],
  revisions: { executions: 0, comparisons: 0, samples: 0, models: 0, config: 0, drafts: 0, quarantine: 0, log: 0 },
  alerts: [],
  window: { enabled: true, openedAtMs: null, windowMinutes: 5, executions: 0, written: 0 },
});

describe("snapshots", () => {
  beforeEach(() => liveStore.setState({ snapshot: undefined }));
  const seq = () => liveStore.getState().snapshot?.seq;

  it("are taken in order; an older one is ignored", () => {
    takeSnapshot(snapshot(5));
    takeSnapshot(snapshot(4));
    expect(seq()).toBe(5);
    takeSnapshot(snapshot(6));
    expect(seq()).toBe(6);
  });

  it("of another workspace are taken whatever their number", () => {
    takeSnapshot(snapshot(5));
    takeSnapshot(snapshot(1, "/other"));
    expect(seq()).toBe(1);
  });

  it("keep the parts that did not change", () => {
    takeSnapshot(snapshot(5));
    const before = liveStore.getState().snapshot;
    takeSnapshot({ ...snapshot(6), alerts: [{ code: "disk_full", message: "The disk is full.", sinceMs: 0 }] });
    const after = liveStore.getState().snapshot;
    expect(after?.channels).toBe(before?.channels);
    expect(after?.importTotals).toBe(before?.importTotals);
    expect(after?.alerts).toHaveLength(1);
  });

  it("may count from the start after a new connection", () => {
    takeSnapshot(snapshot(5));
    expectFreshSnapshots();
    takeSnapshot(snapshot(1));
    expect(seq()).toBe(1);
  });
});
