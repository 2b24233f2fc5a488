import { describe, expect, it } from "vitest";
import { computeFigures, computeRatio, computeVerdict, measureRows, type Row } from "./row.ts";

const row = (rest: Partial<Row>): Row => ({ work: "w", unit: "ms", assay: computeFigures([10, 20, 90]), ...rest });
const peer = { name: "p", figures: computeFigures([10]) };

describe("figures", () => {
  it("are the median, the ends and the 99th of a hundred", () => {
    expect(computeFigures([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, p99: 3, runs: 3 });
    expect(computeFigures([4, 1, 2, 3]).median).toBe(2.5);
    expect(computeFigures(Array.from({ length: 200 }, (_, i) => i + 1)).p99).toBe(198);
  });

  it("need at least one value", () => {
    expect(() => computeFigures([])).toThrow("nothing was measured");
  });
});

describe("a verdict", () => {
  it("judges the median unless the budget names another figure", () => {
    expect(computeVerdict(row({ budget: { atMost: 20 } }))).toBe("meets");
    expect(computeVerdict(row({ budget: { atMost: 19 } }))).toBe("misses");
    expect(computeVerdict(row({ budget: { atMost: 50, judged: "max" } }))).toBe("misses");
    expect(computeVerdict(row({ budget: { atLeast: 21 } }))).toBe("misses");
  });

  it("requires every part of the budget", () => {
    expect(computeRatio(row({ peer }))).toBe(2);
    expect(computeVerdict(row({ peer, budget: { atMost: 20, ratioAtMost: 2 } }))).toBe("meets");
    expect(computeVerdict(row({ peer, budget: { atMost: 20, ratioAtMost: 1.9 } }))).toBe("misses");
    expect(computeVerdict(row({ peer, budget: { ratioAtLeast: 2.1 } }))).toBe("misses");
  });

  it("never meets a ratio to a peer that was not measured", () => {
    expect(computeVerdict(row({ budget: { ratioAtMost: 2 } }))).toBe("misses");
  });

  it("reports what was not measured, and nothing without a budget", () => {
    expect(computeVerdict(row({ failed: "no disk", budget: { atMost: 1e9 } }))).toBe("failed");
    expect(computeVerdict(row({ skipped: "no Chromium", budget: { atMost: 1e9 } }))).toBe("skipped");
    expect(computeVerdict(row({}))).toBe("");
    expect(computeVerdict(row({ budget: { judged: "max" } }))).toBe("");
  });
});

it("work that fails is a row", async () => {
  const rows = await measureRows("flying", () => Promise.reject(new Error("no wings\n  at …")));
  expect(rows).toEqual([{ work: "flying", unit: "", failed: "no wings" }]);
});
