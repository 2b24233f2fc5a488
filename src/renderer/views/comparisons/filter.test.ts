import { describe, expect, it } from "vitest";
import { emptyFilterForm, isFiltered, readFilterForm, toFilter } from "./filter.ts";

describe("the comparison filter", () => {
  it("leaves out fields that restrict nothing", () => {
    expect(toFilter(emptyFilterForm)).toEqual({});
    expect(isFiltered({ ...emptyFilterForm, text: "  " })).toBe(false);
  });

  it("asks for what the controls say", () => {
    const some = { text: " moon ", engines: ["x"], winner: "no", reviewed: "yes", minScore: 0, maxScore: 0.5 } as const;
    const more = { pair: ["x", "y"], minMargin: 0.1, maxMargin: 0.2, sourceFile: "a.jsonl", tag: "code" };
    expect(toFilter({ ...some, engines: ["x"], ...more })).toEqual({
      ...more,
      text: "moon",
      engines: ["x"],
      hasWinner: false,
      reviewed: true,
      minScore: 0,
      maxScore: 0.5,
    });
  });

  it.each([
    ["flagged", { flagged: true }],
    ["noted", { noted: true }],
    ["disagrees", { disagrees: true }],
  ] as const)("asks for what is %s", (reviewed, filter) => {
    expect(readFilterForm({ reviewed })).toMatchObject({ reviewed });
    expect(toFilter({ ...emptyFilterForm, reviewed })).toEqual(filter);
  });

  it("asks for a pair once both are chosen", () => {
    expect(toFilter({ ...emptyFilterForm, pair: ["x"] })).toEqual({});
    expect(readFilterForm({ pair: ["x", 5, "y", "z"], tag: 5 })).toEqual({ ...emptyFilterForm, pair: ["x", "y"] });
  });

  it("reads a stored filter even when parts of it are damaged", () => {
    expect(readFilterForm(undefined)).toEqual(emptyFilterForm);
    expect(readFilterForm({ text: 5, engines: ["a", 1, ""], winner: "maybe", reviewed: "no", minScore: 7, maxScore: Number.NaN })).toEqual({
      ...emptyFilterForm,
      engines: ["a"],
      reviewed: "no",
      minScore: 1,
    });
  });
});
