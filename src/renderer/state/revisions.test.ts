import { expect, it } from "vitest";
import { holdMs, longestStepsMs } from "./revisions.ts";

it("holds an answer back while somebody takes steps, not for ever, and not for what nobody touches", () => {
  expect(holdMs(1000, 400, 900, 500)).toBe(300);
  expect(holdMs(1000, 400, 500, 500)).toBe(0);
  expect(holdMs(1000, 0, 1000, 0)).toBe(0);
  expect(holdMs(longestStepsMs - 100, 400, longestStepsMs - 100, 0)).toBe(100);
  expect(holdMs(longestStepsMs + 1, 400, longestStepsMs, 0)).toBe(0);
  expect(holdMs(1000, 400, Number.NEGATIVE_INFINITY, 500)).toBe(0);
});
