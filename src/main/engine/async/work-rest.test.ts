import { expect, it } from "vitest";
import { WorkRest } from "./work-rest.ts";

it("does not rest before any work, nor after work that took no time", async () => {
  const rest = new WorkRest({ factor: 1000, maxMs: 1e9 });
  await rest.wait();
  rest.begin(0);
  await rest.wait();
});

it("rests after work until it is cut short, or at most so long", async () => {
  const rest = new WorkRest({ factor: 1000, maxMs: 1e9 });
  rest.begin(1000);
  let isOver = false;
  const waiting = rest.wait().then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  rest.cutShort();
  await waiting;
  const short = new WorkRest({ factor: 1000, maxMs: 1 });
  short.begin(1000);
  await short.wait();
});
