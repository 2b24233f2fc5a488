import { expect, it } from "vitest";
import { burnRate, judge, measureShare } from "./compliance.ts";

it("judges by the whole interval, never by the point", () => {
  // statsmodels proportion_confint(990, 1000, method="wilson"): 0.98169, 0.99456
  expect(measureShare(1000, 10, 0.98)).toMatchObject({ n: 1000, value: 0.99, verdict: "met" });
  expect(measureShare(1000, 10, 0.99)).toMatchObject({ value: 0.99, verdict: "unsure" });
  expect(measureShare(1000, 10, 0.995).verdict).toBe("missed");
  expect(measureShare(1000, 10, 0.99).low).toBeCloseTo(0.98169, 5);
  // All good, and still too few for 99 %: 380 of 380 begin at 0.98999, 381 of 381 at 0.99002.
  expect(measureShare(380, 0, 0.99).verdict).toBe("unsure");
  expect(measureShare(381, 0, 0.99).verdict).toBe("met");
  expect(measureShare(0, 0, 0.5)).toEqual({ n: 0, value: null, low: null, high: null, verdict: "unsure" });
  expect(judge({ low: null, high: null }, 0.1)).toBe("unsure");
});

it("burns as the bad share is to the allowed one", () => {
  expect(burnRate(1000, 10, 0.99)).toBeCloseTo(1, 12);
  expect(burnRate(1000, 144, 0.99)).toBeCloseTo(14.4, 12);
  expect(burnRate(50, 0, 0.9)).toBe(0);
  expect(burnRate(0, 0, 0.9)).toBeNull();
});
