import { describe, expect, it } from "vitest";
import { emptyFilterForm } from "./filter.ts";
import { formatFilter, formatMoreFilters } from "./words.ts";

describe("further filters in words", () => {
  it.each([
    [{}, "More filters"],
    [{ winner: "no" }, "Without winner"],
    [{ winner: "yes", minScore: 0.5, maxScore: 1 }, "With winner +1"],
    [{ minScore: 0 }, "Score ≥ 0.000"],
    [{ maxScore: 0.5 }, "Score ≤ 0.500"],
    [{ pair: ["a"] }, "More filters"],
    [{ pair: ["a", "b"], tag: "code" }, "A against b +1"],
  ] as const)("%j: %s", (more, words) => {
    expect(formatMoreFilters({ ...emptyFilterForm, ...more } as typeof emptyFilterForm)).toBe(words);
  });

  it("are all in the words of a queue", () => {
    const form = { ...emptyFilterForm, minMargin: 0.1, maxMargin: 0.2, tag: "code", sourceFile: "a.jsonl", pair: ["x", "y"] };
    expect(formatFilter(form)).toBe("margin 0.100–0.200, x against y, tagged code, from a.jsonl");
  });
});
