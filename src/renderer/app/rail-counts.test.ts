import { expect, it } from "vitest";
import { formatShort } from "./rail-counts.ts";

it("counts take four characters at most", () => {
  const counts = [0, 7, 999, 1000, 5188, 9949, 9951, 12_345, 999_499, 999_950, 10_000_000, 1_234_000_000];
  expect(counts.map(formatShort)).toEqual(["0", "7", "999", "1k", "5.2k", "9.9k", "10k", "12k", "999k", "1M", "10M", "1.2G"]);
});
