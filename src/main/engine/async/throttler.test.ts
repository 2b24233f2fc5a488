import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Throttler } from "./throttler.ts";

describe("a throttler", () => {
  it("runs once more, however often it is asked during a run, and never twice at once", async () => {
    let runs = 0;
    let atOnce = 0;
    let maxAtOnce = 0;
    const throttler = new Throttler(async () => {
      maxAtOnce = Math.max(maxAtOnce, ++atOnce);
      await turn();
      runs++;
      atOnce--;
    }, fail);
    void throttler.ask();
    await Promise.resolve().then(() => {});
    for (let i = 0; i < 10; i++) void throttler.ask();
    await throttler.settled();
    expect({ runs, maxAtOnce }).toEqual({ runs: 2, maxAtOnce: 1 });
    await throttler.ask();
    expect(runs).toBe(3);
  });

  it("reports a failure and still runs again", async () => {
    const errors: unknown[] = [];
    let runs = 0;
    const throttler = new Throttler(
      async () => {
        if (++runs === 1) throw new Error("first run");
      },
      (error) => errors.push(error),
    );
    await throttler.ask();
    await throttler.ask();
    expect(runs).toBe(2);
    expect(errors).toEqual([new Error("first run")]);
  });
});

it("is settled when a run asked for by a run has ended, too", async () => {
  let runs = 0;
  const throttler: Throttler = new Throttler(async () => {
    await turn();
    if (++runs < 3) void throttler.ask();
  }, fail);
  void throttler.ask();
  await throttler.settled();
  expect(runs).toBe(3);
});

it("tells whoever asks during a run of the run after it", async () => {
  let runs = 0;
  const throttler = new Throttler(async () => {
    await turn();
    runs++;
  }, fail);
  void throttler.ask();
  await Promise.resolve().then(() => {});
  await throttler.ask();
  expect(runs).toBe(2);
});

function fail(error: unknown): never {
  throw error;
}
