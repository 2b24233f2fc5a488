import { describe, expect, it } from "vitest";
import { YieldBudget } from "./yield-budget.ts";

describe("a yield budget", () => {
  it("yields the event loop each time it is used up, and not before", async () => {
    let othersRan = 0;
    const others = () => {
      othersRan++;
      pending = setImmediate(others);
    };
    let pending = setImmediate(others);
    const budget = new YieldBudget();
    const spend = async (times: number) => {
      for (let i = 0; i < times; i++) await budget.spend(1 << 10);
    };
    await spend(255);
    expect(othersRan).toBe(0);
    await spend(1);
    expect(othersRan).toBe(1);
    await spend(255);
    expect(othersRan).toBe(1);
    await budget.yieldNow();
    await spend(255);
    expect(othersRan).toBe(2);
    clearImmediate(pending);
  });
});
