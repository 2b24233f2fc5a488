import { expect, it } from "vitest";
import { computePace } from "./pace.ts";

const at = (seconds: number, key: string, more = {}) => ({
  atMs: seconds * 1000,
  actorKind: "person" as const,
  undone: false,
  comparisons: [key],
  ...more,
});
const decided = [at(0, "a"), at(4, "a"), at(10, "b"), at(12, "b"), at(20, "c"), at(24, "d")];

it("counts a person's decisions in a row, without breaks, undone ones and those of others", () => {
  const pace = computePace(
    [...decided, at(15, "x", { actorKind: "agent" }), at(16, "x", { undone: true })].toSorted((a, b) => b.atMs - a.atMs),
  );
  expect(pace).toEqual({ perMinute: 12.5, medianMs: 4000, comparisonMs: 8000, isTooFast: false });
  const afterBreak = [...decided.map((one) => ({ ...one, atMs: one.atMs + 1_000_000 })).toReversed(), at(0, "z")];
  expect(computePace(afterBreak)).toEqual(pace);
});

it("marks what is too fast, and says nothing of a few", () => {
  expect(computePace(Array.from({ length: 6 }, (_, n) => at(10 - n, `k${n}`)))?.isTooFast).toBe(true);
  expect(computePace(decided.slice(0, 3))).toBeNull();
});
