import { describe, expect, it } from "vitest";
import type { ImportJob, ImportTotals } from "../../contract/index.ts";
import { ImportProgress } from "./import-progress.ts";

const totals = (over: Partial<ImportTotals>): ImportTotals => ({
  files: 0,
  unfinished: 0,
  asking: 0,
  withProblems: 0,
  lines: 0,
  accepted: 0,
  quarantined: 0,
  duplicates: 0,
  blank: 0,
  ...over,
});
const job = (id: string, state: ImportJob["state"], readBytes = 0, sizeBytes = 100) => ({ id, state, readBytes, sizeBytes }) as ImportJob;

describe("ImportProgress", () => {
  it("goes from nothing over a part to nothing, and sums the batch up", () => {
    const progress = new ImportProgress();
    const take = (imports: ImportJob[], importTotals: ImportTotals, nowMs: number) => progress.take({ imports, importTotals }, nowMs);
    expect(take([], totals({}), 0)).toEqual({ progress: null, hasFailed: false, ended: null });
    expect(take([job("a", "running", 50), job("b", "waiting")], totals({ files: 2, unfinished: 2 }), 1000).progress).toBe(0.25);
    expect(take([job("a", "done"), job("b", "running", 50)], totals({ files: 2, unfinished: 1 }), 5000).progress).toBe(0.75);
    const end = take([job("a", "done"), job("b", "done")], totals({ files: 2, accepted: 9, duplicates: 2, quarantined: 1 }), 13_000);
    expect(end).toEqual({
      progress: null,
      hasFailed: false,
      ended: { durationMs: 12_000, files: 2, accepted: 9, duplicates: 2, quarantined: 1, failed: 0 },
    });
    expect(take([], totals({ files: 2, accepted: 9 }), 14_000).ended).toBeNull();
  });

  it("counts a second batch by itself, and only its own failures", () => {
    const progress = new ImportProgress();
    const first = [job("a", "failed")];
    progress.take({ imports: [job("a", "running")], importTotals: totals({ files: 1, unfinished: 1 }) }, 0);
    expect(progress.take({ imports: first, importTotals: totals({ files: 1 }) }, 1).ended).toMatchObject({ files: 1, failed: 1 });
    const running = [...first, job("b", "running", 10)];
    expect(progress.take({ imports: running, importTotals: totals({ files: 2, unfinished: 1, accepted: 3 }) }, 2)).toEqual({
      progress: 0.1,
      hasFailed: false,
      ended: null,
    });
    const done = { imports: [...first, job("b", "done")], importTotals: totals({ files: 2, accepted: 4 }) };
    expect(progress.take(done, 3).ended).toMatchObject({ durationMs: 1, files: 1, accepted: 4, failed: 0 });
  });

  it("says while others still run that a file failed", () => {
    const progress = new ImportProgress();
    progress.take({ imports: [job("a", "running"), job("b", "waiting")], importTotals: totals({ files: 2, unfinished: 2 }) }, 0);
    const imports = [job("a", "failed"), job("b", "running")];
    expect(progress.take({ imports, importTotals: totals({ files: 2, unfinished: 1 }) }, 1)).toMatchObject({
      progress: 0.5,
      hasFailed: true,
    });
  });

  it("survives that the list is cleared meanwhile", () => {
    const progress = new ImportProgress();
    progress.take({ imports: [], importTotals: totals({ files: 5, accepted: 50 }) }, 0);
    progress.take({ imports: [job("a", "running", 50)], importTotals: totals({ files: 6, unfinished: 1, accepted: 50 }) }, 1);
    const cleared = { imports: [job("a", "running", 60)], importTotals: totals({ files: 1, unfinished: 1 }) };
    expect(progress.take(cleared, 2).progress).toBe(0.6);
    expect(progress.take({ imports: [], importTotals: totals({ files: 1, accepted: 7 }) }, 3).ended).toMatchObject({
      files: 1,
      accepted: 7,
    });
  });

  it("is 0 for an empty file, and never more than 1", () => {
    const progress = new ImportProgress();
    const of = (readBytes: number, sizeBytes: number) =>
      progress.take({ imports: [job("a", "running", readBytes, sizeBytes)], importTotals: totals({ files: 1, unfinished: 1 }) }, 0)
        .progress;
    expect([of(0, 0), of(200, 100)]).toEqual([0, 1]);
  });
});
