import { describe, expect, it } from "vitest";
import { countColumns, moveEdge, otherPosition, shownPositions, toShares } from "./slots.ts";

describe("columns", () => {
  it.each([
    [0, 1100, 8, 4],
    [0, 700, 8, 2],
    [0, 200, 8, 1],
    [0, 1100, 2, 2],
    [3, 500, 8, 3],
    [99, 5000, 60, 4],
    [-4, 5000, 60, 2],
  ])("%d wanted in %d px for %d candidates makes %d", (wanted, width, candidates, columns) => {
    expect(countColumns(wanted, width, candidates)).toBe(columns);
  });

  it.each([
    ["moves no further than it must", 8, 3, 4, [], 0, [2, 3, 4]],
    ["stays while the focus is in it", 8, 3, 3, [], 2, [2, 3, 4]],
    ["moves back", 8, 3, 1, [], 2, [1, 2, 3]],
    ["ends at the last", 8, 3, 7, [], 0, [5, 6, 7]],
    ["forgets where a longer comparison was", 2, 3, 0, [], 40, [0, 1]],
    ["keeps the pinned one first", 8, 3, 6, [4], 0, [4, 5, 6]],
    ["shows two pinned alone", 8, 4, 1, [5, 1], 0, [5, 1]],
    ["and the focused one beside them", 8, 4, 2, [5, 1], 0, [5, 1, 2]],
    ["has no pin of another comparison", 2, 4, 0, [7], 0, [0, 1]],
  ])("%s", (_, candidates, columns, focused, pinned, from, positions) => {
    expect(shownPositions(candidates, columns, focused, pinned, from).positions).toEqual(positions);
  });

  it("compares with the pinned one, the next one, or the one before", () => {
    expect([otherPosition(3, 0, []), otherPosition(3, 2, []), otherPosition(3, 0, [2]), otherPosition(3, 2, [2])]).toEqual([1, 1, 2, 1]);
    expect(otherPosition(1, 0, [])).toBeUndefined();
  });

  it("share the width; one edge moves two of them and none disappears", () => {
    expect(toShares([], 4)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(toShares([0.6, 0.4], 2)).toEqual([0.6, 0.4]);
    expect(toShares(["x", null], 2)).toEqual([0.5, 0.5]);
    expect(moveEdge([0.5, 0.5], 0, 0.1)).toEqual([0.6, 0.4]);
    expect(moveEdge([0.5, 0.5], 0, 9)[1]).toBeCloseTo(0.12);
    expect(moveEdge([0.5, 0.5], 0, -9)[0]).toBeCloseTo(0.12);
  });
});
