import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replaceValues } from "./replace-values.ts";

describe("replaceValues", () => {
  it.each([
    ['{"tier":"gold"}', '{"tier":"silver"}'],
    ['{ "tier" : "gold" , "n":12345678901234567890}', '{ "tier" : "silver" , "n":12345678901234567890}'],
    ['{"a":{"tier":"gold"},"tier":"x"}', '{"a":{"tier":"gold"},"tier":"silver"}'],
    ['{"a":"\\"tier\\":\\"gold\\"","\\u0074ier":null}', '{"a":"\\"tier\\":\\"gold\\"","\\u0074ier":"silver"}'],
    ['{"tier":[1,{"tier":"}"}] ,"b":1}', '{"tier":"silver" ,"b":1}'],
    ['{"tier":"old","tier":"gold"}', '{"tier":"old","tier":"silver"}'],
    ["{}", '{"tier":"silver"}'],
    ['  {"b":true }', '  {"b":true ,"tier":"silver"}'],
    ['{"tier":1}', '{"tier":"silver"}'],
    ['{"__proto__":{"x":1},"tier":"gold"}', '{"__proto__":{"x":1},"tier":"silver"}'],
  ])("%s", (line, expected) => {
    expect(replaceValues(line, { tier: "silver" })).toBe(expected);
  });

  it("changes these values and no other byte, in any object", () => {
    const line = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("input", "output")), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(line, fc.string({ unit: "binary" }), fc.constantFrom(0, 1), (record, output, indent) => {
        const before = indent ? JSON.stringify(record, null, " ").replaceAll("\n", " ") : JSON.stringify(record);
        const after = replaceValues(before, { output });
        expect(JSON.parse(after)).toEqual({ ...JSON.parse(before), output });
        // Setting the old text again gives the old bytes.
        const had = JSON.parse(before).output;
        if (typeof had === "string" && Object.hasOwn(JSON.parse(before), "output"))
          expect(replaceValues(after, { output: had })).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});
