import { expect, it } from "vitest";
import { inBatches } from "./in-batches.ts";

it("reads every item once, in order, and no empty batch", async () => {
  const read = async (count: number) => {
    const batches: (readonly number[])[] = [];
    for await (const some of inBatches(Array(count).keys(), 2, async (some) => some)) batches.push(some);
    return batches;
  };
  expect(await read(5)).toEqual([[0, 1], [2, 3], [4]]);
  expect(await read(4)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(await read(0)).toEqual([]);
});
