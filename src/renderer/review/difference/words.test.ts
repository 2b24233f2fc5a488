import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareWords } from "./words.ts";

const texts = (before: string, after: string, limitMs?: number) =>
  compareWords(before, after, limitMs).hunks.map(({ before: b, after: a }) => [before.slice(...b), after.slice(...a)]);

describe("where two texts differ", () => {
  it.each([
    ["the quick fox", "the slow fox", [["quick", "slow"]]],
    ["one two", "one two three four", [["", "three four"]]],
    ["one two three", "three", [["one two", ""]]],
    ["same", "same", []],
    ["a  b\n\nc", "a b c", []],
    ["", "new", [["", "new"]]],
    ["東京は日本の首都です", "京都は日本の首都です", [["東京", "京都"]]],
    ["مرحبا بالعالم", "مرحبا بالجميع", [["بالعالم", "بالجميع"]]],
    ["f(x) = 1;", "f(y) = 1;", [["x", "y"]]],
  ])("%j and %j", (before, after, hunks) => {
    expect(texts(before, after)).toEqual(hunks);
  });

  it("counts words", () => {
    expect(compareWords("a b c", "a x y z c")).toMatchObject({ removed: 1, added: 3, byLine: false });
  });

  it("ends in time, whatever the texts are", () => {
    const long = (word: string) => Array.from({ length: 40_000 }, (_, i) => `${word}${i}`).join(" ");
    const [before, after] = [`same\n${long("a")}`, `same\n${long("b")}`];
    const found = compareWords(before, after, 20);
    expect(found).toMatchObject({ byLine: true, removed: 40_000, added: 40_000 });
    expect(found.hunks).toEqual([{ before: [5, before.length], after: [5, after.length] }]);
  });

  it("leaves the same words outside the hunks of both texts", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", "d", "\n", ",")).map((list) => list.join(" "));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const { hunks } = compareWords(before, after);
        const rest = (text: string, side: "before" | "after") => {
          let [kept, at] = ["", 0];
          for (const hunk of hunks) {
            kept += text.slice(at, hunk[side][0]);
            at = hunk[side][1];
          }
          return (kept + text.slice(at)).replaceAll(/\s/g, "");
        };
        expect(rest(before, "before")).toBe(rest(after, "after"));
      }),
    );
  });
});
