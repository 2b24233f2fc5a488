import { expect, it } from "vitest";
import { sideInWords } from "./comparing-words.ts";
import { nameInWords } from "./name-in-words.ts";

it("names of blanks alone are in quotes, all others as they are", () => {
  expect(["", "  ", "\u3164", " a ", '"a"'].map(nameInWords)).toEqual(['""', '"  "', '"\u3164"', " a ", '"a"']);
  expect(sideInWords({ engine: " ", toS: 86_400 }, {})).toBe('" " before 1970-01-02');
});
