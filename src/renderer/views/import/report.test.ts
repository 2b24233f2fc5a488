import { describe, expect, it } from "vitest";
import { kindsText, linesText, sortJobs, stateText } from "./report.ts";

describe("import reports", () => {
  it("name the kinds that came", () => {
    expect(kindsText({ engine_execution: 1, comparison_result: 0, training_sample: 2 })).toBe("1 execution, 2 samples");
    expect(kindsText({ engine_execution: 0, comparison_result: 0, training_sample: 0 })).toBe("");
  });

  it("name the first lines and count the rest", () => {
    expect(linesText([4], 1)).toBe("line 4");
    expect(linesText([4, 9], 2)).toBe("lines 4, 9");
    expect(linesText([1, 2, 3], 500, 2)).toBe("lines 1, 2 and 498 more");
    expect(linesText([], 3)).toBe("");
  });

  it("say how many lines were rejected", () => {
    expect(stateText({ state: "done", quarantined: 0 })).toBe("Imported");
    expect(stateText({ state: "done", quarantined: 2 })).toBe("Imported · 2 lines rejected");
    expect(stateText({ state: "done", quarantined: 1, accepted: 0, duplicates: 0 })).toBe("Nothing imported · 1 line rejected");
    expect(stateText({ state: "failed", quarantined: 2 })).toBe("Failed");
    expect(stateText({ state: "done", quarantined: 0, lines: 0, blank: 0, sizeBytes: 0 })).toBe("The file is empty");
    expect(stateText({ state: "done", quarantined: 0, lines: 2, blank: 2, sizeBytes: 2 })).toBe(
      "The file has no records, only blank lines",
    );
    expect(stateText({ state: "done", quarantined: 0, lines: 0, blank: 0, sizeBytes: 9, partialLastLineBytes: 9 })).toBe("Imported");
  });

  it("stand running, then waiting, then finished with the newest first", () => {
    const jobs = [
      { state: "done", startedAtMs: 1, quarantined: 0 },
      { state: "waiting", startedAtMs: 4, quarantined: 0 },
      { state: "failed", startedAtMs: 2, quarantined: 0 },
      { state: "running", startedAtMs: 3, quarantined: 0 },
      { state: "waiting", startedAtMs: 5, quarantined: 0 },
    ] as const;
    expect(sortJobs(jobs).map((job) => job.startedAtMs)).toEqual([3, 4, 5, 2, 1]);
  });

  it("stand with problems before the others where not all are listed", () => {
    const jobs = [
      { state: "failed", startedAtMs: 1, quarantined: 0 },
      { state: "done", startedAtMs: 2, quarantined: 3 },
      { state: "done", startedAtMs: 3, quarantined: 0 },
      { state: "running", startedAtMs: 4, quarantined: 0 },
    ] as const;
    expect(sortJobs(jobs, true).map((job) => job.startedAtMs)).toEqual([4, 2, 1, 3]);
    expect(sortJobs(jobs).map((job) => job.startedAtMs)).toEqual([4, 3, 2, 1]);
  });
});
