import { describe, expect, it } from "vitest";
import { goTo, moveCandidate, moveComparison, neighbours, type Place, settle, startPlace } from "./movement.ts";

const keys = ["a", "b", "c", "d"];
const on = (key: string, index: number, position = 0): Place => ({ key, index, position });

describe("moving between comparisons", () => {
  it("starts at the first and goes on and back, first candidate focused", () => {
    expect(moveComparison(keys, startPlace, 1)).toEqual(on("a", 0));
    expect(moveComparison(keys, on("a", 0, 5), 1)).toEqual(on("b", 1));
    expect(moveComparison(keys, on("c", 2), -1)).toEqual(on("b", 1));
  });

  it("stays at both ends with the candidate it had", () => {
    expect(moveComparison(keys, on("d", 3, 2), 1)).toEqual(on("d", 3, 2));
    expect(moveComparison(keys, on("a", 0, 2), -1)).toEqual(on("a", 0, 2));
    expect(moveComparison([], startPlace, 1)).toEqual(startPlace);
  });

  it("goes to the one that slid into the place of a comparison that dropped out", () => {
    const without = ["a", "c", "d"];
    expect(moveComparison(without, on("b", 1), 1)).toEqual(on("c", 1));
    expect(moveComparison(without, on("b", 1), -1)).toEqual(on("a", 0));
  });

  it("finds its way when the last one dropped out, or all did", () => {
    expect(moveComparison(["a", "b"], on("c", 2), 1)).toEqual(on("b", 1));
    expect(moveComparison(["a", "b"], on("c", 2), -1)).toEqual(on("b", 1));
    expect(moveComparison([], on("c", 2, 1), 1)).toEqual(on("c", 2, 1));
    expect(moveComparison(["a"], on("x", 0, 1), -1)).toEqual(on("x", 0, 1));
  });

  it("keeps the index true while the list changes, and the comparison when it is gone", () => {
    expect(settle(["z", "a", "b"], on("b", 1, 2))).toEqual(on("b", 2, 2));
    const gone = on("x", 1, 2);
    expect(settle(keys, gone)).toBe(gone);
    expect(settle(keys, startPlace)).toEqual(on("a", 0));
  });

  it("goes to a comparison by name whether or not it is in the list", () => {
    expect(goTo(keys, on("a", 0), "c", 1)).toEqual(on("c", 2, 1));
    expect(goTo(keys, on("b", 1), "x")).toEqual(on("x", 1));
    expect(goTo(keys, on("b", 1, 2), "b", 0)).toEqual(on("b", 1));
  });
});

describe("moving between candidates", () => {
  it("stops at both ends", () => {
    expect(moveCandidate(on("a", 0, 0), 3, -1).position).toBe(0);
    expect(moveCandidate(on("a", 0, 1), 3, 1).position).toBe(2);
    expect(moveCandidate(on("a", 0, 2), 3, 1).position).toBe(2);
    expect(moveCandidate(on("a", 0, 7), 3, 1).position).toBe(2);
    expect(moveCandidate(on("a", 0, 0), 0, 1).position).toBe(0);
  });
});

describe("what to have ready", () => {
  it("is the next two and the one before", () => {
    expect(neighbours(keys, on("b", 1))).toEqual(["c", "d", "a"]);
    expect(neighbours([..."abcdefg"], on("b", 1))).toEqual(["c", "d", "a", "e", "f"]);
    expect(neighbours(keys, on("d", 3))).toEqual(["c"]);
    expect(neighbours(["a", "c"], on("b", 1))).toEqual(["c", "a"]);
  });
});
