import { describe, expect, it } from "vitest";
import { fitsInitial, parseViewState, serialiseViewState } from "./view-state-json.ts";

describe("view state as JSON", () => {
  it("comes back as it was", () => {
    const values = { "app.view": "live", "executions.filter": { text: "x" }, scroll: 12 };
    expect(parseViewState(serialiseViewState(values))).toEqual(values);
  });

  it("forgets what is no object", () => {
    for (const json of ["", "{", "[1]", "null", "7"]) expect(parseViewState(json)).toEqual({});
  });

  it("forgets the largest value when all would not fit", () => {
    const values = { small: "kept", large: "x".repeat(300_000), middle: "y".repeat(1000) };
    const json = serialiseViewState(values);
    expect(json.length).toBeLessThanOrEqual(262_144);
    expect(Object.keys(parseViewState(json))).toEqual(["small", "middle"]);
  });
});

describe("fitsInitial", () => {
  it("refuses a value of another shape", () => {
    expect(fitsInitial("x", 1)).toBe(false);
    expect(fitsInitial({}, [])).toBe(false);
    expect(fitsInitial(undefined, 1)).toBe(false);
    expect(fitsInitial([1], [])).toBe(true);
    expect(fitsInitial(null, "x")).toBe(true);
    expect(fitsInitial("id", null)).toBe(true);
  });
});
