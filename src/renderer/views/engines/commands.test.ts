import { describe, expect, it } from "vitest";
import { nextCell } from "./commands.ts";

const size = { rows: 5, columns: 3, page: 2 };

describe("moving in a grid", () => {
  it("by arrows and letters, stopping at the edges", () => {
    expect(nextCell("ArrowDown", { row: 1, column: 2 }, size)).toEqual({ row: 2, column: 2 });
    expect(nextCell("j", { row: 4, column: 2 }, size)).toEqual({ row: 4, column: 2 });
    expect(nextCell("k", { row: 0, column: 1 }, size)).toEqual({ row: 0, column: 1 });
    expect(nextCell("ArrowRight", { row: 0, column: 2 }, size)).toEqual({ row: 0, column: 2 });
    expect(nextCell("h", { row: 3, column: 2 }, size)).toEqual({ row: 3, column: 1 });
  });

  it("by pages and to the ends", () => {
    expect(nextCell("PageDown", { row: 1, column: 0 }, size)).toEqual({ row: 3, column: 0 });
    expect(nextCell("PageUp", { row: 1, column: 0 }, size)).toEqual({ row: 0, column: 0 });
    expect(nextCell("End", { row: 1, column: 1 }, size)).toEqual({ row: 4, column: 1 });
    expect(nextCell("Home", { row: 4, column: 1 }, size)).toEqual({ row: 0, column: 1 });
  });

  it("other keys do not move", () => {
    expect(nextCell("x", { row: 1, column: 1 }, size)).toBeUndefined();
  });
});
