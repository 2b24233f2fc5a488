import { describe, expect, it } from "vitest";
import { isSampleFiltered, readSampleForm, toggleTier, toSampleFilter } from "./filter.ts";
import { emptySampleForm } from "./filter-form.ts";

describe("the filter of samples", () => {
  it("asks for what the controls say, tiers best first", () => {
    expect(toSampleFilter(emptySampleForm)).toEqual({});
    expect(toSampleFilter({ text: " a ", tiers: ["bronze", "gold"], origin: "auto", check: "any", tag: "code" })).toEqual({
      text: "a",
      tiers: ["gold", "bronze"],
      origins: ["auto"],
      tag: "code",
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
    expect(readSampleForm({ tag: "😀".repeat(200) }).tag).toHaveLength(400);
    expect(readSampleForm({ text: 1, tiers: ["gold", "lead"], origin: "moon", tag: "x".repeat(201) })).toEqual({
      text: "",
      tiers: ["gold"],
      origin: "any",
      check: "any",
      tag: "",
    });
  });
});
