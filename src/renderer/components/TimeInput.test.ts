import { describe, expect, it } from "vitest";
import { fromLocalInput, toLocalInput } from "./TimeInput.tsx";

describe("local time of the date inputs", () => {
  it("goes there and back to the second", () => {
    for (const seconds of [0, 1_670_000_000, 1_784_085_933]) expect(fromLocalInput(toLocalInput(seconds))).toBe(seconds);
  });

  it("reads local clock time, with or without seconds", () => {
    const expected = Math.floor(new Date(2026, 6, 15, 1, 25, 0).getTime() / 1000);
    expect(fromLocalInput("2026-07-15T01:25")).toBe(expected);
    expect(fromLocalInput("2026-07-15T01:25:07")).toBe(expected + 7);
  });

  it("answers nothing for nothing, for the unfinished and for before 1970", () => {
    expect(toLocalInput(undefined)).toBe("");
    for (const text of ["", "2026-07", "tomorrow", "1960-01-01T00:00"]) expect(fromLocalInput(text)).toBeUndefined();
  });
});
