import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { needleOf } from "./needle.ts";

/** Whether the rough pattern finds the text in a line of these bytes. */
function isRoughlyIn(text: string, line: string): boolean {
  const raw = Buffer.from(line).toString("latin1");
  const rough = needleOf(text).rough(raw.includes("\\u"));
  rough.lastIndex = 0;
  return rough.test(raw);
}

/** Every UTF-16 unit as an escape, as some producers write all but ASCII. */
const escapedWhole = (text: string) =>
  text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0").replace("c", "C")}`);

describe("a needle", () => {
  it.each([
    ["ärger", "Großer ÄRGER"],
    ["STRASSE", "straße strasse"],
    ["k", "300 \u212a"],
    ["Σ", "ὈΔΥΣΣΕΎΣ οδυσσεύς"],
    ['say "hi"', 'he SAY "HI" there'],
    ["a\\b/c", "A\\B/C"],
    ["line\nnext\ttab", "LINE\nNEXT\tTAB"],
    ["😀!", "so 😀! there"],
    ["𐐨", "deseret 𐐀"],
    [".*+?^$ {}()|[]", "a .*+?^$ {}()|[] b"],
    ["\u0000\u001f", "x\u0000\u001fy"],
    ["\ud800", "half \ud800 a pair"],
    ["x".repeat(2000), `${"X".repeat(2000)}`],
    [`${"ä".repeat(1999)}b`, `${"Ä".repeat(3000)}B`],
  ])("%j is found in %j however it is spelled", (text, hay) => {
    expect(needleOf(text).isIn(hay)).toBe(true);
    const spellings = [JSON.stringify(hay), JSON.stringify(hay).replaceAll("/", "\\/"), `"${escapedWhole(hay)}"`];
    for (const line of spellings) {
      expect(JSON.parse(line)).toBe(hay);
      expect(isRoughlyIn(text, line)).toBe(true);
    }
  });

  it.each([
    ["rate", "rat e"],
    ["%", "100"],
    ["a.c", "abc"],
    ["ä", "a"],
  ])("%j is not in %j", (text, hay) => {
    expect(needleOf(text).isIn(hay)).toBe(false);
  });

  it("never misses what is there: any text, any spelling, either case", () => {
    const character = fc.oneof(fc.constantFrom("a", "K", "ſ", "ß", "İ", '"', "\\", "/", "\n", "é", "Σ", "漢", "😀", "\ud83d"), fc.string());
    const part = fc.array(character, { maxLength: 6 }).map((all) => all.join(""));
    const changed = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toLowerCase(),
      (text: string) => text.toUpperCase(),
    );
    fc.assert(
      fc.property(part, part, part, changed, fc.boolean(), (before, text, after, change, escaped) => {
        fc.pre(text !== "");
        const hay = `${before}${change(text)}${after}`;
        if (!needleOf(text).isIn(hay)) return;
        expect(isRoughlyIn(text, escaped ? `"${escapedWhole(hay)}"` : JSON.stringify(hay))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
