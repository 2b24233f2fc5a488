import { afterAll, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { clearChannel } from "./check-journals.ts";
import { KeptAnswers } from "./kept-answers.ts";

let test: TestDatabase;
beforeEach(async () => {
  await test?.[Symbol.asyncDispose]();
  test = await testDatabase();
  await indexed(200);
});
afterAll(() => test[Symbol.asyncDispose]());

/** What loading lines writes beside their rows. */
const indexed = (lines: number, fingerprint = "f") =>
  test.db.write((run) => run("INSERT OR REPLACE INTO progress VALUES ('events', ?, ?, ?)", [lines * 100, lines, fingerprint]));

const table = { count: 200, mean: 0.1, none: null };

async function keep(answers: Record<string, unknown>, minExecutions = 100) {
  await new KeptAnswers(test.db, { minExecutions }).keep(new Map(Object.entries(answers)));
}
const find = (key: string) => new KeptAnswers(test.db).find(key);

it("finds at the next start what was kept, and nothing else", async () => {
  await keep({ "table {}": table, "names {}": ["a"] });
  expect([await find("table {}"), await find("names {}"), await find("series {}")]).toEqual([table, ["a"], undefined]);
});

it("finds nothing once the rows are others: more of them, of another file, by other rules, or some of them replaced", async () => {
  for (const change of [
    () => indexed(201),
    () => indexed(200, "other"),
    () => test.db.write((run) => run("INSERT INTO meta VALUES ('line_rules', 'strict')")),
    () => test.db.write((run) => run("INSERT INTO meta VALUES ('curation.replaced', '1 new')")),
  ]) {
    await keep({ "table {}": table });
    expect(await find("table {}")).toEqual(table);
    await change();
    expect(await find("table {}")).toBeUndefined();
  }
});

it("forgets all when the rows are made anew, of the same lines", async () => {
  await keep({ "table {}": table });
  await clearChannel(test.db, "events");
  await indexed(200);
  expect(await find("table {}")).toBeUndefined();
});

it("takes the place of what was kept before, but leaves it where nothing was asked that is not in it", async () => {
  await keep({ "table {}": table, "names {}": ["a"] });
  await keep({ "table {}": table });
  expect(await find("names {}")).toEqual(["a"]);
  await keep({ "table {}": table, "series {}": [] });
  expect([await find("table {}"), await find("series {}"), await find("names {}")]).toEqual([table, [], undefined]);
});

it("keeps nothing of few executions, and no answer that is too long", async () => {
  await keep({ "table {}": table }, 201);
  expect(await find("table {}")).toBeUndefined();
  await keep({ "table {}": "x".repeat(1_000_001), "names {}": ["a"] });
  expect([await find("table {}"), await find("names {}")]).toEqual([undefined, ["a"]]);
});
