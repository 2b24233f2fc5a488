import { expect, it } from "vitest";
import { addToRanking, takeLast } from "./ranking.ts";

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
