import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { RunningCalls } from "./running-calls.ts";

class Page extends EventEmitter {
  readonly id: number;
  constructor(id: number) {
    super();
    this.id = id;
  }
}

describe("RunningCalls", () => {
  it("aborts the call of that number on that page only", () => {
    const calls = new RunningCalls();
    const [one, two] = [new Page(1), new Page(2)];
    const first = calls.begin(one, 7);
    const other = calls.begin(two, 7);
    calls.abort(one, 7);
    calls.abort(one, 8);
    expect(first.signal.aborted).toBe(true);
    expect(other.signal.aborted).toBe(false);
  });

  it("forgets an answered call", () => {
    const calls = new RunningCalls();
    const page = new Page(1);
    const call = calls.begin(page, 1);
    call.end();
    calls.abort(page, 1);
    expect(call.signal.aborted).toBe(false);
  });

  it("aborts all calls of a destroyed page", () => {
    const calls = new RunningCalls();
    const page = new Page(1);
    const running = [calls.begin(page, 1), calls.begin(page, 2)];
    page.emit("destroyed");
    expect(running.map((call) => call.signal.aborted)).toEqual([true, true]);
  });

  it("aborts the older call when a reloaded page reuses its number", () => {
    const calls = new RunningCalls();
    const page = new Page(1);
    const before = calls.begin(page, 1);
    const after = calls.begin(page, 1);
    before.end();
    expect(before.signal.aborted).toBe(true);
    calls.abort(page, 1);
    expect(after.signal.aborted).toBe(true);
  });
});
