import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCsvLine } from "./csv-line.ts";
import { toJsonLine, wellFormed } from "./json-line.ts";

const anyText = fc.string({ unit: fc.constantFrom("a", "\\", '"', "\ud83d", "\ude00", "\u2028", "\u0085", "ud800", "\n", "é") });

describe("a line of JSON", () => {
  it("is one line for every reader, has no half of a character, and the same value", () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.array(anyText))), (row) => {
        const line = toJsonLine(row);
        expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        expect(JSON.stringify(JSON.parse(line))).toBe(JSON.stringify(wellFormed(row)));
        expect(JSON.stringify(JSON.parse(line)).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("a line of CSV", () => {
  it("quotes what RFC 4180 wants quoted", () => {
    expect(toCsvLine(['say "hi"', "a,b", "two\nlines", " plain ", ""])).toBe('"say ""hi""","a,b","two\nlines", plain ,\r\n');
  });

  it("runs nothing in a spreadsheet, and leaves numbers alone", () => {
    expect(toCsvLine(["=1+1", "+1", "-1", "@x", "\tx", "\rx", -1, null, true, { a: "=1" }])).toBe(
      `'=1+1,'+1,'-1,'@x,'\tx,"'\rx",-1,,true,"{""a"":""=1""}"\r\n`,
    );
  });
});
