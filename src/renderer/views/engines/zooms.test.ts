import { expect, it } from "vitest";
import { type RangeChoice, wholeRange } from "./range.ts";
import { addZoom, zoomsInForce } from "./zooms.ts";

const wide: RangeChoice = { kind: "custom", fromS: 0, toS: 100 };
const narrow: RangeChoice = { kind: "custom", fromS: 40, toS: 60 };
const first = { before: wholeRange, after: wide };
const second = { before: wide, after: narrow };

it("after Back from a second zoom, the first can still be reset, and Forward has both again", () => {
  const zooms = [first, second];
  expect(zoomsInForce(zooms, wide)).toEqual([first]);
  expect(zoomsInForce(zooms, narrow)).toEqual([first, second]);
});

it("a range that no zoom led to has none", () => {
  expect(zoomsInForce([first, second], wholeRange)).toEqual([]);
  expect(zoomsInForce([first], { kind: "preset", preset: "day" })).toEqual([]);
  expect(zoomsInForce([], wide)).toEqual([]);
});

it("remembers the last twenty", () => {
  const zooms = Array.from({ length: 20 }, () => first);
  expect(addZoom(zooms, second)).toHaveLength(20);
  expect(addZoom(zooms, second).at(-1)).toBe(second);
});
