import { expect, it } from "vitest";
import { DurablePrefix } from "./durable-prefix.ts";

it("grows only by what is finished without a gap", () => {
  const prefix = new DurablePrefix();
  const numbers = [prefix.begin(), prefix.begin(), prefix.begin(), prefix.begin()];
  expect(numbers).toEqual([0, 1, 2, 3]);
  expect([prefix.done(1), prefix.prefix]).toEqual([false, 0]);
  expect([prefix.done(0), prefix.prefix]).toEqual([true, 2]);
  expect([prefix.done(3), prefix.prefix]).toEqual([false, 2]);
  expect([prefix.done(2), prefix.prefix]).toEqual([true, 4]);
});
