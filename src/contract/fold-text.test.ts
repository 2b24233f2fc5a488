import { expect, it } from "vitest";
import { foldText } from "./fold-text.ts";

it.each([
  ["case", "Ärger", "ÄRGER", "äRGER"],
  ["composed and taken apart", "ä", "a\u0308", "A\u0308"],
  ["marks in any order", "ạ\u0308", "a\u0308\u0323", "ä\u0323"],
  ["sharp s", "Straße", "STRASSE", "straẞe"],
  ["long s", "ſ", "s", "S"],
  ["i with and without dots", "İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "i\u0307stanbul"],
  ["sigma", "ΣΊΣΥΦΟΣ", "Σίσυφος", "σίσυφοσ"],
  ["other shapes of Greek letters", "βθφπκρε", "ϐϑϕϖϰϱϵ"],
  ["micro", "µ", "μ", "Μ"],
  ["Kelvin and Ångström", "K Å", "k å", "K Å"],
  ["Deseret", "𐐀", "𐐨"],
  ["a composed letter without a capital", "ǰ", "J\u030c", "j\u030c"],
  ["Hangul", "각", "\u1100\u1161\u11a8", "가\u11a8"],
  ["half a pair", "\ud83d", "\ufffd"],
])("takes %s for the same", (_what, first, ...others) => {
  for (const other of others) expect(foldText(other)).toBe(foldText(first));
});

it.each([
  ["a", "ä"],
  ["e", "é"],
  ["か", "が"],
  ["o", "ø"],
  ["1", "１"],
])("tells %s from %s", (one, other) => expect(foldText(one)).not.toBe(foldText(other)));

it("brings together what a regular expression takes for the same letter", () => {
  const apart: string[] = [];
  for (let point = 0; point <= 0x1ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    const others = [character.toLowerCase(), character.toUpperCase()].filter((other) => [...other].length === 1);
    for (const other of others) {
      // U+0345 is a mark; as a letter it would change what it stands on.
      if (point !== 0x345 && foldText(other) !== foldText(character)) apart.push(character + other);
    }
  }
  expect(apart).toEqual([]);
});
