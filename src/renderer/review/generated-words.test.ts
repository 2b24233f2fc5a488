import { expect, it } from "vitest";
import { formatDescription, formatGenerated, formatLeftOut, withGroupedDigits } from "./generated-words.ts";

it.each([
  [{ created: 1633, changed: 0, removed: 0 }, "Added 1,633 samples."],
  [{ created: 1, changed: 2, removed: 1 }, "Added 1 sample, changed the tier of 2 samples, removed 1 sample."],
  [{ created: 0, changed: 0, removed: 3 }, "Removed 3 samples."],
  [{ created: 0, changed: 0, removed: 0 }, "Nothing to generate."],
])("%o is said as %s", (counts, words) => {
  expect(formatGenerated(counts)).toBe(words);
});

it("says only the reasons there are", () => {
  const none = { belowThreshold: 0, unchanged: 0, undone: 0, noScore: 0, invalid: 0, duplicate: 0, unusable: 0 };
  expect(formatLeftOut({ ...none, decided: 53, noWinner: 2 })).toEqual([
    { reason: "already decided", count: 53 },
    { reason: "without a recorded winner", count: 2 },
  ]);
});

it("groups the digits of counts and of nothing else", () => {
  expect(withGroupedDigits("generated 1633 samples (2 of 12345 were changed later and stay)")).toBe(
    "generated 1,633 samples (2 of 12345 were changed later and stay)".replace("12345", "12,345"),
  );
  expect(withGroupedDigits("promoted candidate 1 (gpt-2024) of c-123456 to gold")).toBe(
    "promoted candidate 1 (gpt-2024) of c-123456 to gold",
  );
});

it("shows a score as it is shown everywhere", () => {
  expect(formatDescription("generated as bronze from the winner's score 0.5166666666666667")).toBe(
    "generated as bronze from the winner's score 0.517",
  );
  expect(formatDescription("edited sample score 0.5166666666666667")).toBe("edited sample score 0.5166666666666667");
});
