import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFolded } from "./find-folded.ts";
import { foldText } from "./fold-text.ts";

const found = (text: string, searched: string) => findFolded(text, searched, 100).map(([from, to]) => text.slice(from, to));

describe("where a searched text stands", () => {
  it.each([
    ["composed, found by what is taken apart", "Caf\u00e9 caf\u00c9", "cafe\u0301", ["Caf\u00e9", "caf\u00c9"]],
    ["taken apart, found by what is composed", "cafe\u0301s", "CAF\u00c9", ["cafe\u0301"]],
    ["a letter without its mark is another letter", "cafe", "caf\u00e9", []],
    ["a Korean syllable of letters", "\u1112\u1161\u11ab\uad6d\uc5b4", "\ud55c\uad6d", ["\u1112\u1161\u11ab\uad6d"]],
    ["ß and ss", "Straße", "STRASSE", ["Straße"]],
    ["whole letters, where it ends inside one", "Straße", "stras", ["Straß"]],
    ["a dotless i", "ıstanbul İSTANBUL", "istanbul", ["ıstanbul", "İSTANBUL"]],
    ["over a line break", "über\n das", "ÜBER DAS", ["über\n das"]],
    ["signs", "a.b (x) é", "(X) é", ["(x) é"]],
    ["beyond the first plane", "x 😀 y", "😀 Y", ["😀 y"]],
    ["apart", "ééé", "éé", ["éé"]],
  ])("%s", (_, text, searched, hits) => expect(found(text, searched)).toEqual(hits));

  const letters = fc.array(
    fc.constantFrom("a", "A", "\u00e4", "a\u0308", "\u00c4", "s", "ß", "e", "\u00e9", "e\u0301", "σ", "ς", "x", "1"),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  it("is wherever the search says that it is", () => {
    fc.assert(
      fc.property(letters, letters, (text, words) => {
        const [whole, wanted] = [text.join(""), words.slice(0, 3).join("")];
        const hits = findFolded(whole, wanted, 100);
        expect(hits.length > 0).toBe(foldText(whole).includes(foldText(wanted)));
        for (const [from, to] of hits) expect(foldText(whole.slice(from, to))).toContain(foldText(wanted));
      }),
    );
  });
});
