import { describe, expect, it } from "vitest";
import { nextIndex } from "./commands.ts";

describe("nextIndex", () => {
  it("moves by one, by a page, to the ends, and stops there", () => {
    expect(nextIndex("ArrowDown", 3, 10, 4)).toBe(4);
    expect(nextIndex("j", 9, 10, 4)).toBe(9);
    expect(nextIndex("k", 0, 10, 4)).toBe(0);
    expect(nextIndex("PageDown", 3, 10, 4)).toBe(7);
    expect(nextIndex("PageUp", 3, 10, 4)).toBe(0);
    expect(nextIndex("Home", 3, 10, 4)).toBe(0);
    expect(nextIndex("End", 3, 10, 4)).toBe(9);
  });

  it("starts at an end when nothing is selected", () => {
    expect(nextIndex("ArrowDown", -1, 10, 4)).toBe(0);
    expect(nextIndex("ArrowUp", -1, 10, 4)).toBe(9);
  });

  it("leaves other keys, and empty lists, alone", () => {
    expect(nextIndex("x", 3, 10, 4)).toBeUndefined();
    expect(nextIndex("ArrowDown", -1, 0, 4)).toBeUndefined();
  });
});
