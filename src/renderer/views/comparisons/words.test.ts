import { describe, expect, it } from "vitest";
import { undecided } from "../../testing/curation-fixtures.ts";
import { emptyFilterForm } from "./filter.ts";
import { formatFilter, formatRecordedWinner } from "./words.ts";

describe("the recorded winner in words", () => {
  it("says which candidate is meant when several have its name", () => {
    expect(formatRecordedWinner(undecided(), 0)).toBe("Recorded winner, score 0.900 (first of 2 candidates named x)");
    expect(formatRecordedWinner(undecided(), 2)).toBeNull();
  });

  it("says the score alone when the name is clear, and nothing without a winner", () => {
    const clear = { ...undecided(), recordedWinner: { engineId: "y", score: 1, position: 1, ambiguous: false } };
    expect(formatRecordedWinner(clear, 1)).toBe("Recorded winner, score 1.000");
    expect(formatRecordedWinner({ ...undecided(), recordedWinner: null }, 0)).toBeNull();
  });

  it("shows control characters of a hostile name", () => {
    const hostile = { ...undecided(), recordedWinner: { engineId: "x\u202e", score: 1, position: 0, ambiguous: true } };
    expect(formatRecordedWinner(hostile, 0)).toContain("⟨U+202E⟩");
  });
});

it("says a filter in a few words", () => {
  expect(formatFilter(emptyFilterForm)).toBe("");
  expect(formatFilter({ ...emptyFilterForm, engines: ["a"], reviewed: "no", winner: "yes", text: " x " })).toBe(
    "not reviewed, with winner, with a, containing “x”",
  );
});
