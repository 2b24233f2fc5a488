import { expect, it } from "vitest";
import { GroupedAnswers, groupByFolder } from "./hand-over-groups.ts";

const file = (name: string, folder: string, size = 1) => ({ file: { name, size } as File, folder });
const names = (groups: File[][]) => groups.map((group) => group.map(({ name }) => name).join(" "));

it("keeps files of a folder together, in their order, up to what one call takes", () => {
  const dropped = [file("a", "/x"), file("b", "/x/y"), file("c", "/x"), file("d", ""), file("e", "/x"), file("f", "/x", 9)];
  expect(names(groupByFolder(dropped))).toEqual(["a c e f", "b", "d"]);
  expect(names(groupByFolder(dropped, { maxFiles: 2, maxBytes: 100 }))).toEqual(["a c", "b", "d", "e f"]);
  expect(names(groupByFolder(dropped, { maxFiles: 9, maxBytes: 5 }))).toEqual(["a c e", "b", "d", "f"]);
  expect(groupByFolder([])).toEqual([]);
});

it("gives the grants of a group out once all its files are there, without those that failed", () => {
  const answers = new GroupedAnswers([2, 1, 1]);
  answers.set(2, "c");
  answers.set(1, "b");
  expect(answers.next()).toBeUndefined();
  answers.set(0, "a");
  expect([answers.next(), answers.next(), answers.next()]).toEqual([["a", "b"], ["c"], undefined]);
  answers.set(3, null);
  expect([answers.next(), answers.next()]).toEqual([[], undefined]);
});
