import { describe, expect, it } from "vitest";
import { formatWinnerFilter } from "./words.ts";

describe("the winner filter in words", () => {
  it("says what is narrowed and nothing more", () => {
    expect(formatWinnerFilter({ winner: "any", minScore: null, maxScore: null })).toBe("Recorded winner: any");
    expect(formatWinnerFilter({ winner: "no", minScore: null, maxScore: null })).toBe("Without winner");
    expect(formatWinnerFilter({ winner: "yes", minScore: 0.5, maxScore: 1 })).toBe("With winner, score 0.500–1.000");
    expect(formatWinnerFilter({ winner: "any", minScore: 0, maxScore: null })).toBe("Score ≥ 0.000");
    expect(formatWinnerFilter({ winner: "any", minScore: null, maxScore: 0.5 })).toBe("Score ≤ 0.500");
  });
});
