import fc from "fast-check";
import { expect, it } from "vitest";
import { writeNumber } from "./row-bytes.ts";

const decimal = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(9)).map(([digits, decimals]) => digits / 10 ** decimals);

it("writes a number as String does, or leaves it to that", () => {
  const to = Buffer.alloc(64);
  let written = 0;
  const check = (value: number) => {
    const end = writeNumber(to, 1, value);
    if (end < 0) return;
    written++;
    expect(to.toString("latin1", 1, end)).toBe(String(value));
  };
  fc.assert(fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeNat(), decimal), check), { numRuns: 2000 });
  for (const value of [0, -0, 1e-6, 9e-7, 0.1 + 0.2, 4294967295, 4294967295.5, 999999999.999999, 1e15, 123.4567891, Number.NaN])
    check(value);
  expect(written).toBeGreaterThan(300);
});
