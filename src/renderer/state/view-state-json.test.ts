import { describe, expect, it } from "vitest";
import { fitsInitial, migrateViewState, parseViewState, serialiseViewState, viewStateVersion } from "./view-state-json.ts";

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

describe("versions of the view state", () => {
  it("are written with the values and are no value themselves", () => {
    const json = serialiseViewState({ "app.view": "live" });
    expect(JSON.parse(json)).toEqual({ "app.view": "live", version: viewStateVersion });
    expect(parseViewState(json)).toEqual({ "app.view": "live" });
  });

  it("without a number are migrated: filters stay, drafts that have files of their own now are dropped", () => {
    const old = {
      "app.view": "samples",
      "executions.filter": { text: "x" },
      "samples.drafts": { s: { input: "a", output: "b" } },
      "comparisons.noteDrafts": { c: "a note" },
      "settings.draft": { "models.cap": "1" },
    };
    expect(parseViewState(JSON.stringify(old))).toEqual({ "app.view": "samples", "executions.filter": { text: "x" } });
  });

  it("of a later program, or of none, are dropped", () => {
    for (const version of [viewStateVersion + 1, -1, 0.5, "1", null])
      expect(parseViewState(JSON.stringify({ "app.view": "samples", version })), String(version)).toEqual({});
  });

  it("of today are taken as they are", () => {
    const values = { "samples.drafts": 1 };
    expect(migrateViewState(values, viewStateVersion)).toBe(values);
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
