import { expect, it } from "vitest";
import type { Handlers } from "../../../contract/index.ts";
import { answerAfterDecisions } from "./after-decisions.ts";

it("answers a decision and the next comparison at once, and everything else once the index has all decisions", async () => {
  let end = () => {};
  const indexed = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names = ["curation.apply", "comparisons.get", "comparisons.list", "samples.list", "exports.start"] as const;
  const answered: string[] = [];
  const plain = Object.fromEntries(names.map((name) => [name, async () => answered.push(name)])) as unknown as Handlers;
  const handlers = answerAfterDecisions(plain, () => indexed) as unknown as Record<string, (input: object) => Promise<unknown>>;
  const all = Promise.all(names.map((name) => handlers[name]?.({ filter: {} })));
  await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toEqual(["curation.apply", "comparisons.get"]);
  // Only the first page, and a filter that the index alone can answer.
  await handlers["comparisons.list"]?.({ filter: { reviewed: false }, cursor: "more" });
  expect(answered).toHaveLength(3);
  const tagged = handlers["comparisons.list"]?.({ filter: { tag: "mine" }, cursor: "more" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toHaveLength(3);
  end();
  await all;
  await tagged;
  expect(answered.slice(2).sort()).toEqual(["comparisons.list", "comparisons.list", "comparisons.list", "exports.start", "samples.list"]);
});
