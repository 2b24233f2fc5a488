import { expect, it } from "vitest";
import { percentInWords, percentRangeInWords } from "./percent.ts";

it("percentages are written alike in sentences and tables", () => {
  expect([0, 0.000_1, 0.634, 0.9999, 1].map((share) => percentInWords(share))).toEqual(["0.0%", "<0.1%", "63.4%", ">99.9%", "100.0%"]);
  expect(percentInWords(0.634, 0)).toBe("63%");
  expect(percentRangeInWords(0.8029, 0.912)).toBe("80.3 to 91.2%");
  expect(percentRangeInWords(0, 0.000_4)).toBe("0.0 to <0.1%");
});
