import { expect, it } from "vitest";
import { addToRanking, moveInRanking, takeLast } from "./ranking.ts";

it("ranks in the order of the keys, with ties, each candidate once", () => {
  const two = addToRanking(addToRanking([], 1, 3, false), 0, 3, true);
  expect(two).toEqual([[1, 0]]);
  expect(addToRanking(two, 2, 3, false)).toEqual([[1, 0], [2]]);
  expect(addToRanking(two, 1, 3, false)).toEqual(two);
  expect(addToRanking(two, 3, 3, false)).toEqual(two);
  expect(addToRanking([], 2, 3, true)).toEqual([[2]]);
});

it("takes back the last", () => {
  expect(takeLast([[1, 0], [2]])).toEqual([[1, 0]]);
  expect(takeLast([[1, 0]])).toEqual([[1]]);
  expect(takeLast([])).toEqual([]);
});

it("moves a candidate beside others, before them, and out", () => {
  const groups = [[1], [0, 3], [2]];
  expect(moveInRanking(groups, 2, { tie: 0 })).toEqual([
    [1, 2],
    [0, 3],
  ]);
  expect(moveInRanking(groups, 2, { before: 0 })).toEqual([[2], [1], [0, 3]]);
  expect(moveInRanking(groups, 0, { before: 2 })).toEqual([[1], [3], [0], [2]]);
  expect(moveInRanking(groups, 1, { before: 3 })).toEqual([[0, 3], [2], [1]]);
  expect(moveInRanking(groups, 4, { before: 1 })).toEqual([[1], [4], [0, 3], [2]]);
  expect(moveInRanking(groups, 3, "out")).toEqual([[1], [0], [2]]);
  expect(moveInRanking(groups, 3, { tie: 1 })).toEqual(groups);
  expect(moveInRanking(groups, 3, { tie: 9 })).toEqual(groups);
});
