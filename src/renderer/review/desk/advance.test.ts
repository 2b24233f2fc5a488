import { describe, expect, it } from "vitest";
import { type AutoAdvance, pauseBeforeNext, toPauseMs } from "./advance.ts";

const on: AutoAdvance = { isOn: true, pauseMs: 120 };
const off: AutoAdvance = { isOn: false, pauseMs: 120 };
const comparison = (...decided: ("gold" | "rejected" | null)[]) => ({
  candidates: decided.map((one) => ({ tier: one === "gold" ? "gold" : null, rejected: one === "rejected" })) as never,
});
const sealed = { ...comparison("gold", null), sealed: true as const };

describe("what leaves a comparison", () => {
  it.each(["done", "skip"] as const)("%s leaves at once, also a sealed one, whatever the switch", (type) => {
    for (const auto of [on, off]) for (const one of [comparison(null), sealed]) expect(pauseBeforeNext({ type }, one, auto)).toBe(0);
  });
  it.each(["promote", "set_winner", "tie", "both_bad"] as const)("%s leaves after the pause, with the switch on", (type) => {
    expect(pauseBeforeNext({ type }, comparison("gold", null), on)).toBe(120);
    expect(pauseBeforeNext({ type }, comparison("gold", null), off)).toBeNull();
  });
  it.each(["promote", "set_winner", "tie", "both_bad", "reject"] as const)("%s never leaves a sealed one", (type) => {
    expect(pauseBeforeNext({ type }, sealed, on)).toBeNull();
  });
  it.each(["clear", "note", "rank", "flag", "reasons", "tags"] as const)("%s stays", (type) => {
    expect(pauseBeforeNext({ type }, comparison("gold"), on)).toBeNull();
  });
  it("a rejection leaves when it was the last candidate to decide about", () => {
    expect(pauseBeforeNext({ type: "reject" }, comparison("rejected", null), on)).toBeNull();
    expect(pauseBeforeNext({ type: "reject" }, comparison("rejected", "gold"), on)).toBe(120);
    expect(pauseBeforeNext({ type: "reject" }, undefined, on)).toBeNull();
  });
  it("keeps the pause within its limits", () => {
    expect([-1, 0, 119.6, 9000, Number.NaN].map(toPauseMs)).toEqual([0, 0, 120, 500, 120]);
  });
});
