import { expect, it } from "vitest";
import { changesSince, type Look, lookAgain, noLooks, readLooks } from "./since.ts";

const minuteMs = 60_000;
const look = (atMs: number, executions: number): Look => ({ atMs, executions, comparisons: 3, reviewed: 1, samples: 0, rejected: 0 });

it("a first visit has nothing to compare with; looks within half an hour are one visit", () => {
  const first = lookAgain(noLooks, look(0, 10));
  expect(changesSince(first.before, look(0, 10))).toEqual([]);
  const still = lookAgain(first, look(29 * minuteMs, 20));
  expect(still.before).toBeNull();
  const second = lookAgain(still, look(59 * minuteMs, 50));
  expect(second.before).toEqual(look(29 * minuteMs, 20));
  const again = lookAgain(second, { ...look(60 * minuteMs, 55), samples: 2 });
  expect(changesSince(again.before, again.latest as Look)).toEqual([
    { name: "executions", by: 35 },
    { name: "samples", by: 2 },
  ]);
});

it("what is no look is none", () => {
  for (const stored of [null, 5, "x", {}, { before: { atMs: "1" }, latest: { ...look(1, 1), executions: Number.NaN } }]) {
    expect(readLooks(stored)).toEqual(noLooks);
  }
  expect(readLooks({ before: look(1, 2), latest: null }).before).toEqual(look(1, 2));
});
