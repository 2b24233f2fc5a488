import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { placeRepeats } from "./place-repeats.ts";

const items = (count: number) => Array.from({ length: count }, (_, off) => ({ off, key: randomBytes(12).toString("hex") }));
const seed = Buffer.alloc(32, 9);
const seconds = (placed: ReturnType<typeof placeRepeats>) => placed.filter(({ isSecond }) => isSecond);

it("shows so many a second time, ten or more rows after the first", () => {
  const given = items(4000);
  const placed = placeRepeats(given, { seed, repeats: 0.05 });
  expect(placed.filter(({ isSecond }) => !isSecond)).toEqual(given);
  // 200 expected, with a standard deviation of 14.
  expect(seconds(placed).length).toBeGreaterThan(130);
  expect(seconds(placed).length).toBeLessThan(270);
  const gaps = seconds(placed).map((one) => placed.indexOf(one) - placed.findIndex(({ key }) => key === one.key));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  expect(new Set(gaps).size).toBeGreaterThan(10);
});

it("keeps to its choice while others come and go, and shows none where there is no room", () => {
  const given = items(400);
  const keysOf = (placed: ReturnType<typeof placeRepeats>) => seconds(placed).map(({ key }) => key);
  const all = keysOf(placeRepeats(given, { seed, repeats: 0.2 }));
  const fewer = given.filter((_, index) => index % 3 > 0).slice(0, 200);
  const left = new Set(fewer.slice(0, -10).map(({ key }) => key));
  expect(keysOf(placeRepeats(fewer, { seed, repeats: 0.2 })).toSorted()).toEqual(all.filter((key) => left.has(key)).toSorted());
  expect(seconds(placeRepeats(given.slice(0, 10), { seed, repeats: 1 }))).toEqual([]);
  expect(seconds(placeRepeats(given.slice(0, 11), { seed, repeats: 1 }))).toHaveLength(1);
  expect(placeRepeats(given, { seed })).toEqual(given);
});
