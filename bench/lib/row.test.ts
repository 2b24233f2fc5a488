import { describe, expect, it } from "vitest";
import { figuresOf, type Row, ratioOf, rowsOf, verdictOf } from "./row.ts";

const row = (rest: Partial<Row>): Row => ({ work: "w", unit: "ms", assay: figuresOf([10, 20, 90]), ...rest });
const peer = { name: "p", figures: figuresOf([10]) };

describe("figures", () => {
  it("are the median, the ends and the 99th of a hundred", () => {
    expect(figuresOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, p99: 3, runs: 3 });
    expect(figuresOf([4, 1, 2, 3]).median).toBe(2.5);
    expect(figuresOf(Array.from({ length: 200 }, (_, i) => i + 1)).p99).toBe(198);
  });

  it("are not made of nothing", () => {
    expect(() => figuresOf([])).toThrow("nothing was measured");
  });
});

describe("a verdict", () => {
  it("judges the median unless the budget names another figure", () => {
    expect(verdictOf(row({ budget: { atMost: 20 } }))).toBe("meets");
    expect(verdictOf(row({ budget: { atMost: 19 } }))).toBe("misses");
    expect(verdictOf(row({ budget: { atMost: 50, judged: "max" } }))).toBe("misses");
    expect(verdictOf(row({ budget: { atLeast: 21 } }))).toBe("misses");
  });

  it("wants every part of the budget kept", () => {
    expect(ratioOf(row({ peer }))).toBe(2);
    expect(verdictOf(row({ peer, budget: { atMost: 20, ratioAtMost: 2 } }))).toBe("meets");
    expect(verdictOf(row({ peer, budget: { atMost: 20, ratioAtMost: 1.9 } }))).toBe("misses");
    expect(verdictOf(row({ peer, budget: { ratioAtLeast: 2.1 } }))).toBe("misses");
  });

  it("never meets a ratio to a peer that was not measured", () => {
    expect(verdictOf(row({ budget: { ratioAtMost: 2 } }))).toBe("misses");
  });

  it("says what was not measured, and nothing where nothing was promised", () => {
    expect(verdictOf(row({ failed: "no disk", budget: { atMost: 1e9 } }))).toBe("failed");
    expect(verdictOf(row({ skipped: "no Chromium", budget: { atMost: 1e9 } }))).toBe("skipped");
    expect(verdictOf(row({}))).toBe("");
    expect(verdictOf(row({ budget: { judged: "max" } }))).toBe("");
  });
});

it("work that fails is a row", async () => {
  const rows = await rowsOf("flying", () => Promise.reject(new Error("no wings\n  at …")));
  expect(rows).toEqual([{ work: "flying", unit: "", failed: "no wings" }]);
});
