import fc from "fast-check";
import { expect, it } from "vitest";
import { formatExactSize, parseSize } from "./sizes.ts";

it.each([
  ["200000000", 200_000_000],
  ["2 GB", 2_000_000_000],
  ["2gb", 2_000_000_000],
  ["1.1 GB", 1_100_000_000],
  ["1.5GiB", 1_610_612_736],
  ["64 KiB", 65_536],
  ["200 M", 200_000_000],
  ["200,000,000 bytes", 200_000_000],
  [".5 kB", 500],
  ["0", 0],
  ["", null],
  ["GB", null],
  ["2 XB", null],
  ["-2 GB", null],
  ["2 GB 3", null],
  ["0.5 B", null],
  ["1e9", null],
  ["10000 PB", null],
])("reads %j as %s bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each([
  [200_000_000, "200 MB"],
  [1_500_000_000, "1.5 GB"],
  [200_000_001, "200000001 B"],
  [999, "999 B"],
  [1_234_000, "1.234 MB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(formatExactSize(bytes)).toBe(text);
});

it("reads what it writes, to the byte", () => {
  fc.assert(
    fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (bytes) => {
      expect(parseSize(formatExactSize(bytes))).toBe(bytes);
    }),
  );
});
