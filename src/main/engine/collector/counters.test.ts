import { afterEach, expect, it, vi } from "vitest";
import { RateRing } from "./counters.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("counts per second, oldest first, for one minute", () => {
  let nowMs = 10_000;
  const ring = new RateRing(() => nowMs);
  ring.add(3);
  nowMs += 2000;
  ring.add(4);
  expect(ring.read().slice(-3)).toEqual([3, 0, 4]);
  nowMs += 59_000;
  expect(ring.read().filter((count) => count > 0)).toEqual([4]);
  nowMs += 1_000_000;
  expect(ring.read()).toEqual(new Array(60).fill(0));
});

it("ignores jumps of the wall clock", () => {
  const startMs = Date.now();
  const wall = vi.spyOn(Date, "now").mockReturnValue(startMs);
  const ring = new RateRing();
  ring.add(5);
  for (const jumpMs of [7_200_000, -7_200_000, 86_400_000]) {
    wall.mockReturnValue(startMs + jumpMs);
    ring.add(1);
  }
  expect(ring.read().reduce((sum, count) => sum + count, 0)).toBe(8);
});
