import { expect, it } from "vitest";
import { describeDetails, formatParameters } from "./model-details.ts";

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1K"],
  [124_439_808, "124M"],
  [999_600_000, "1B"],
  [8_030_261_312, "8.03B"],
  [671_026_419_200, "671B"],
  [1_043_000_000_000, "1.04T"],
  [9e15, "9000T"],
])("writes %d parameters as %s", (parameters, text) => {
  expect(formatParameters(parameters)).toBe(text);
});

it("describes what the header says and nothing else", () => {
  expect(describeDetails({})).toEqual([]);
  expect(describeDetails({ architecture: "llama", parameters: 8_030_261_312, contextTokens: 131072, tensors: 1, license: "mit" })).toEqual([
    "llama",
    "8.03B parameters",
    "context 131,072",
    "1 tensor",
    "licence mit",
  ]);
});
