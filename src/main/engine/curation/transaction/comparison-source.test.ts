import { expect, it } from "vitest";
import { assistant, user } from "../../testing/convert-detected.ts";
import { getCandidateSource } from "./comparison-source.ts";

const sourceOf = (messages: unknown, own: unknown) =>
  getCandidateSource(
    {
      key: "k",
      comparisonId: "c",
      record: { query: "Why?", candidates: [{ engine_id: "e", output: "A", messages: own }], messages },
    } as never,
    0,
  ).messages;

it("joins the shared turns and a candidate's own; own turns that begin with a prompt are the whole conversation", () => {
  expect(sourceOf(undefined, undefined)).toBeUndefined();
  expect(sourceOf([user("Why?")], undefined)).toEqual([user("Why?"), assistant("A")]);
  expect(sourceOf(undefined, [assistant("A")])).toEqual([user("Why?"), assistant("A")]);
  expect(sourceOf([user("Hi")], [user("Why?"), assistant("A")])).toEqual([user("Hi"), user("Why?"), assistant("A")]);
  expect(sourceOf(undefined, [user("Why, in a word?"), assistant("A")])).toEqual([user("Why, in a word?"), assistant("A")]);
});
