import { describe, expect, it } from "vitest";
import { drawnPart, isLong } from "./drawn-part.ts";

describe("long texts", () => {
  it("folds what takes more than a few lines", () => {
    expect(isLong("short")).toBe(false);
    expect(isLong("a\nb\nc\nd")).toBe(false);
    expect(isLong("a\nb\nc\nd\ne")).toBe(true);
    expect(isLong("x".repeat(421))).toBe(true);
  });

  it("draws a part and says how much is left", () => {
    expect(drawnPart("abcdef", 6)).toEqual({ shown: "abcdef", left: 0 });
    expect(drawnPart("abcdef", 4)).toEqual({ shown: "abcd", left: 2 });
  });

  it("never cuts a character in two", () => {
    const { shown, left } = drawnPart("ab😀cd", 3);
    expect(shown).toBe("ab");
    expect(left).toBe(4);
  });
});
