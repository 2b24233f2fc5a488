import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "./json-error.ts";

const parses = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("where a text stops being JSON", () => {
  it.each([
    ['{"a":1,}', 1, 8, "key"],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '","'],
    ['{"a": tru}', 1, 7, "a value"],
    ['{"a": [1, 2', 1, 12, "the file ends"],
    ["{'a': 1}", 1, 2, "double quotes"],
    ['{"a": "x\ny"}', 1, 7, "closing quote"],
    ['{"a": 01}', 1, 7, "a value"],
    ["{} {}", 1, 4, "end of the file"],
    ['{"a" 1}', 1, 6, '":"'],
    ["[1}", 1, 3, '"]"'],
    ["", 1, 1, "the file ends"],
  ])("%j: line %i, column %i", (text, line, column, says) => {
    expect(parses(text)).toBe(false);
    const fault = findJsonFault(text);
    expect(fault).toMatchObject({ line, column });
    expect(fault?.message).toContain(says);
  });

  it("finds a fault exactly where JSON.parse does", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "\\",
      "1",
      "-",
      "0",
      ".5",
      "e3",
      "true",
      "null",
      " ",
      "\n",
      "\u0001",
      "é",
      "\\u12",
    );
    const broken = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
    const sound = fc.jsonValue().map((value) => JSON.stringify(value, null, 1));
    fc.assert(
      fc.property(fc.oneof(broken, sound), (text) => {
        expect(findJsonFault(text) === null).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes a hundred thousand brackets without a stack", () => {
    expect(findJsonFault("[".repeat(100_000))).toMatchObject({ line: 1, column: 100_001 });
  });
});
