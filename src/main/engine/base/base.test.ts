import { expect, it } from "vitest";
import { describeValue, isCount, parseObject } from "./json-value.ts";

it.each([
  ["text", '"text"'],
  [["a", "b"], "an array of 2"],
  [{ a: 1 }, "an object"],
  [null, "null"],
  [undefined, "nothing"],
  [1.5, "1.5"],
  ["x".repeat(1_000_000), `"${"x".repeat(9)}…`],
  [`x${"😀".repeat(9)}`, `"x${"😀".repeat(4)}…`],
  ["😀".repeat(9), `"${"😀".repeat(4)}…`],
])("describes %j in at most 10 characters where it is long", (value, words) => {
  expect(describeValue(value, Array.isArray(value) || typeof value !== "string" ? 80 : 10)).toBe(words);
});

it.each([
  ['{"a":1}', { a: 1 }],
  ["[1]", null],
  ["null", null],
  ["{", null],
])("parses %s as an object, or not", (json, value) => {
  expect(parseObject(json)).toEqual(value);
});

it("counts are whole, not negative, and exact", () => {
  expect([0, 2 ** 53 - 1].every(isCount)).toBe(true);
  expect([-1, 1.5, 2 ** 53, Number.NaN, "1", null].some(isCount)).toBe(false);
});
