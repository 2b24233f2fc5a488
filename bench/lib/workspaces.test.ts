import { expect, it } from "vitest";
import { computeTenths } from "./workspaces.ts";

it("tenths are lines a second between the times when they were reached", () => {
  const every100Ms = Array.from({ length: 10 }, (_, i) => 1000 + (i + 1) * 100);
  expect(computeTenths(1000, 1000, every100Ms)).toEqual(new Array<number>(10).fill(1000));
  expect(computeTenths(1000, 500, every100Ms)[0]).toBeCloseTo(100 / 0.6, 6);
});

it("there are no tenths if two were seen at the same time", () => {
  expect(computeTenths(1000, 0, [10, 20, 20, 40, 50, 60, 70, 80, 90, 100])).toEqual([]);
  expect(computeTenths(1000, 0, [10, 20, 30])).toEqual([]);
});
