import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RestTimer } from "./rest-timer.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("runs when asking has stopped for a while, or has gone on for too long; not once it is stopped", () => {
  let runs = 0;
  const timer = new RestTimer(() => {
    runs += 1;
  }, 1000);
  const ask = (times: number) => {
    for (let i = 0; i < times; i++) {
      timer.ask(100);
      vi.advanceTimersByTime(90);
    }
  };
  ask(5);
  expect(runs).toBe(0);
  vi.advanceTimersByTime(10);
  expect(runs).toBe(1);
  ask(12);
  expect(runs).toBe(2);
  timer.stop();
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(2);
});
