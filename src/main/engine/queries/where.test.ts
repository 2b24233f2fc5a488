import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { foldText } from "../../../contract/index.ts";
import { type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { foldedSql } from "./where.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** Which of these texts SQL folds otherwise than `foldText`: with what each gives. */
async function differences(texts: readonly string[]): Promise<unknown[]> {
  const json = JSON.stringify(texts.map((text) => [text.toWellFormed(), foldText(text)]));
  return database.db.all(
    `WITH pairs AS (SELECT unnest(from_json(?, '["JSON"]')) AS pair),
          texts AS (SELECT pair->>0 AS text, pair->>1 AS folded FROM pairs)
     SELECT text, folded, ${foldedSql("text")} AS sql FROM texts WHERE ${foldedSql("text")} <> folded`,
    [json],
  );
}

it("folds every character as foldText does", async () => {
  const characters: string[] = [];
  for (let point = 1; point <= 0x2fa1f; point++) {
    // Ideographs of the second plane beyond the compatibility ones neither fold nor compose.
    if ((point >= 0xd800 && point <= 0xdfff) || (point >= 0x20000 && point < 0x2f800)) continue;
    characters.push(String.fromCodePoint(point));
  }
  for (let at = 0; at < characters.length; at += 20_000) expect(await differences(characters.slice(at, at + 20_000))).toEqual([]);
});

it("folds texts of letters and marks as foldText does, and is idempotent", async () => {
  const pieces =
    "a A ä \u0308 \u0323 \u0331 \u0301 \u0307 \u0345 s ß ẞ i I İ ı j J Σ σ ς α Α ᾳ ΐ µ 가 \u1100 \u1161 \u11a8 か \u3099 क \u0958 \u093c \ud83d 😀 ﬁ h".split(
      " ",
    );
  const texts = fc.sample(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), 5000).map((all) => all.join(""));
  expect(await differences(texts)).toEqual([]);
  for (const text of texts) expect(foldText(foldText(text))).toBe(foldText(text));
});
