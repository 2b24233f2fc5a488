import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restoreLineEndings, toFieldText } from "./line-endings.ts";

const endings = ["\r\n", "\r", "\n"];
const word = fc.constantFrom("", "a", "bb", "c d", "é", "\u2028", "}");
/** Texts with every kind of line ending, repeated lines and empty ones. */
const text = fc
  .array(fc.tuple(word, fc.constantFrom(...endings)), { maxLength: 12 })
  .chain((lines) => word.map((last) => lines.map(([line, end]) => line + end).join("") + last));

describe("line endings", () => {
  it("stay where only something else was typed", () => {
    expect(restoreLineEndings("line1\r\nline2\r\nline3", "line1\nline2\nline3!")).toBe("line1\r\nline2\r\nline3!");
    expect(restoreLineEndings("a\rb\r\nc\n", "!a\nb\nc\n")).toBe("!a\rb\r\nc\n");
    expect(restoreLineEndings("a\rb\r\nc", "a\nB\nc")).toBe("a\rB\r\nc");
    expect(restoreLineEndings("a\r\nb\rc\nd", "a\nc\nd")).toBe("a\r\nc\nd");
  });

  it("stay around edits at both ends", () => {
    expect(restoreLineEndings("a\r\nb\rc\nd\r\ne", "A\nb\nc\nd\nE")).toBe("A\r\nb\rc\nd\r\nE");
    expect(restoreLineEndings("a\r\nb\rc\nd\r\ne", "new\na\nb\nc\nd\n")).toBe("new\na\r\nb\rc\nd\r\n");
  });

  it("stay where lines were split and joined", () => {
    expect(restoreLineEndings("one two\rthree\r\nfour", "one\n two\nthree\nfour")).toBe("one\n two\rthree\r\nfour");
    expect(restoreLineEndings("a\r\nb\rc", "ab\nc")).toBe("ab\rc");
  });

  it("that are new are CRLF only in a text that has nothing else", () => {
    expect(restoreLineEndings("a\r\nb", "a\nx\nb")).toBe("a\r\nx\r\nb");
    expect(restoreLineEndings("10%\r20%", "10%\n20%\nend")).toBe("10%\r20%\nend");
    expect(restoreLineEndings("a\r\nb\nc", "a\nb\nc\nd")).toBe("a\r\nb\nc\nd");
    expect(restoreLineEndings("none", "a\nb")).toBe("a\nb");
  });

  it("of a text that nobody touched stay byte for byte", () => {
    fc.assert(
      fc.property(text, (original) => restoreLineEndings(original, toFieldText(original)) === original),
      { numRuns: 500 },
    );
  });

  it("never change what the field shows", () => {
    fc.assert(
      fc.property(text, text, (original, edited) => {
        expect(toFieldText(restoreLineEndings(original, toFieldText(edited)))).toBe(toFieldText(edited));
      }),
      { numRuns: 1000 },
    );
  });

  it("all stay when something without line endings is put in or taken out, wherever, several times", () => {
    const edit = fc.tuple(fc.nat(), fc.constantFrom("x", "typed here", "ß"));
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (original, edits) => {
        let meant = original;
        for (const [place, typed] of edits) {
          // Never between CR and LF: a field has no such place.
          let at = place % (meant.length + 1);
          if (meant[at - 1] === "\r" && meant[at] === "\n") at++;
          meant = meant.slice(0, at) + typed + meant.slice(at);
        }
        expect(restoreLineEndings(original, toFieldText(meant))).toBe(meant);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(["taken out", "put in"])("all stay when whole lines that are like no other are %s, in a long text", (how) => {
    const lines = fc.array(fc.constantFrom(...endings), { minLength: 200, maxLength: 400 });
    fc.assert(
      fc.property(lines, fc.array(fc.nat(), { maxLength: 5 }), (ends, places) => {
        const original = ends.map((end, i) => `line ${i}${end}`);
        const added = ends.every((end) => end === "\r\n") ? "\r\n" : "\n";
        const meant = [...original];
        for (const [i, place] of places.entries()) {
          if (how === "taken out") meant.splice(place % meant.length, 1);
          else meant.splice(place % (meant.length + 1), 0, `added ${i}${added}`);
        }
        expect(restoreLineEndings(original.join(""), toFieldText(meant.join("")))).toBe(meant.join(""));
      }),
      { numRuns: 100 },
    );
  });

  it("of megabytes are found without waiting", () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i % 7 === 0 ? "" : `line ${i % 1000}`}${endings[i % 3]}`);
    const meant = lines.with(3, `changed${endings[0]}`).with(99_990, `changed${endings[0]}`).join("");
    expect(restoreLineEndings(lines.join(""), toFieldText(meant)) === meant).toBe(true);
  });
});
