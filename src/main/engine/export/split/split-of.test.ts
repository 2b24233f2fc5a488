import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../../../contract/index.ts";
import { splitKey, splitOf } from "./split-of.ts";

const user = (content: string): Message => ({ role: "user", content });
const keyOf = (content: string) => splitKey([user(content)], null);

describe("a split", () => {
  const fractions = fc
    .array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 })
    .map((weights) => weights.map((weight, i) => ({ name: `p${i}`, fraction: weight / weights.reduce((a, b) => a + b, 0) })));

  it("puts one prompt into one part, however it is written", () => {
    const messy = fc.tuple(fc.string({ unit: "grapheme" }), fc.constantFrom(" ", "\n", "\t  "), fc.boolean());
    fc.assert(
      fc.property(messy, fractions, fc.nat(), ([text, space, isUpper], parts, seed) => {
        const other = `${space}${isUpper ? text.toUpperCase() : text.normalize("NFD")}${space}`;
        // What upper case changes for good (ŉ becomes two letters) is another prompt.
        fc.pre(keyOf(other) === keyOf(text) || text.toUpperCase().toLowerCase() !== text.toLowerCase());
        if (keyOf(other) === keyOf(text)) expect(splitOf(keyOf(other), parts, seed)).toBe(splitOf(keyOf(text), parts, seed));
        const index = splitOf(keyOf(text), parts, seed);
        expect(index >= 0 && index < parts.length).toBe(true);
      }),
    );
  });

  it.each([
    ["What is  it?", "what is it?"],
    ["caf\u00e9", "CAFE\u0301"],
    [" a\n b ", "A B"],
    ["Straße", "STRASSE"],
  ])("takes %j and %j for one prompt", (one, other) => expect(keyOf(one)).toBe(keyOf(other)));

  it("counts neither the system turn nor earlier answers, and takes a task before the prompt", () => {
    const turns: Message[] = [{ role: "system", content: "s" }, user("a"), { role: "assistant", content: "x" }, user("b")];
    expect(splitKey(turns, null)).toBe(splitKey([user("a"), { role: "assistant", content: "y" }, user("b")], null));
    expect(splitKey(turns, null)).not.toBe(splitKey([user("a")], null));
    expect(splitKey(turns, "t")).toBe(splitKey([user("z")], "t"));
    expect(splitKey([user("t")], null)).not.toBe(splitKey([], "t"));
  });

  it("keeps to its fractions, and changes with the seed", () => {
    const parts = [
      { name: "train", fraction: 0.9 },
      { name: "test", fraction: 0.1 },
    ];
    const tests = (seed: number) =>
      Array.from({ length: 10_000 }, (_, i) => i).filter((i) => splitOf(keyOf(`prompt ${i}`), parts, seed) === 1);
    // Six standard deviations of a binomial of 10 000 and 0.1.
    for (const seed of [0, 1]) expect(Math.abs(tests(seed).length - 1000)).toBeLessThan(180);
    expect(tests(0)).not.toEqual(tests(1));
    // Placed by the hash alone: what this build says, every build says.
    expect(tests(0).slice(0, 5)).toEqual([0, 10, 29, 38, 42]);
  });
});
