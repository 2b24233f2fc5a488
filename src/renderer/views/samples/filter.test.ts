import { describe, expect, it } from "vitest";
import { emptySampleForm, isSampleFiltered, readSampleForm, toggleTier, toSampleFilter } from "./filter.ts";

describe("the filter of samples", () => {
  it("asks for what the controls say, tiers best first", () => {
    expect(toSampleFilter(emptySampleForm)).toEqual({});
    expect(toSampleFilter({ text: " a ", tiers: ["bronze", "gold"], origin: "auto", check: "any" })).toEqual({
      text: "a",
      tiers: ["gold", "bronze"],
      origins: ["auto"],
    });
  });

  it("treats all tiers as no tier filter", () => {
    const two = toggleTier(toggleTier(emptySampleForm, "gold"), "silver");
    expect(two.tiers).toEqual(["gold", "silver"]);
    expect(isSampleFiltered(two)).toBe(true);
    expect(toggleTier(two, "bronze").tiers).toEqual([]);
    expect(toggleTier(two, "gold").tiers).toEqual(["silver"]);
  });

  it("reads a stored filter whatever it is", () => {
    expect(readSampleForm(null)).toEqual(emptySampleForm);
    expect(readSampleForm({ text: 1, tiers: ["gold", "lead"], origin: "moon" })).toEqual({
      text: "",
      tiers: ["gold"],
      origin: "any",
      check: "any",
    });
  });
});
