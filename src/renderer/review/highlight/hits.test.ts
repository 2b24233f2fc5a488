import { expect, it } from "vitest";
import { findHits, maxHits } from "./hits.ts";

const hits = (text: string, searched: string) => findHits(text, searched).map(([from, to]) => text.slice(from, to));

it.each([
  ["Quick sort, quicksort", "QUICK", ["Quick", "quick"]],
  ["a (b) [c] $d", "(b) [c]", ["(b) [c]"]],
  ["one\ntwo", "one two", ["one\ntwo"]],
  ["東京は日本", "日本", ["日本"]],
  ["İstanbul x", "x", ["x"]],
  ["<img src=x>", "<img", ["<img"]],
  ["a-b\\c/d", "a-b\\c/d", ["a-b\\c/d"]],
  ["anything", "  ", []],
])("finds in %j what was searched, %j", (text, searched, found) => {
  expect(hits(text, searched)).toEqual(found);
});

it("stops at as many as can be marked", () => {
  expect(hits("a".repeat(maxHits * 2), "a")).toHaveLength(maxHits);
});
