import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { sealKey, shuffledPositions, unsealKey } from "./sealed-key.ts";

const seed = Buffer.alloc(32, 7);
const key = "0123456789abcdef01234567";

it("opens what it sealed, and only with the same seed", () => {
  for (const one of [key, "0".repeat(24), "f".repeat(24), ...Array.from({ length: 50 }, () => randomBytes(12).toString("hex"))]) {
    const sealed = sealKey(seed, one);
    expect(sealed).toMatch(/^[0-9a-f]{24}$/);
    expect(sealed).not.toBe(one);
    expect(unsealKey(seed, sealed)).toBe(one);
    expect(unsealKey(Buffer.alloc(32, 8), sealed)).not.toBe(one);
  }
});

it("shows candidates in an order of its own, each first about as often", () => {
  expect(shuffledPositions(seed, key, 8).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(shuffledPositions(seed, key, 8)).toEqual(shuffledPositions(seed, key, 8));
  const firsts = Array.from({ length: 400 }, (_, n) => shuffledPositions(seed, n.toString(16).padStart(24, "0"), 2)[0]);
  const ofFirst = firsts.filter((position) => position === 0).length;
  expect(ofFirst).toBeGreaterThan(150);
  expect(ofFirst).toBeLessThan(250);
});
