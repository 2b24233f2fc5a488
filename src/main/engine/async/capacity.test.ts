import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Capacity } from "./capacity.ts";

describe("capacity", () => {
  it("is available at once while there is some", async () => {
    await new Capacity(() => true).available();
  });

  it("lets producers on only when there is some again", async () => {
    let held = 2;
    let passed = 0;
    const capacity = new Capacity(() => held < 2);
    const producers = Promise.all([capacity.available().then(() => passed++), capacity.available().then(() => passed++)]);
    await turn();
    capacity.changed();
    await turn();
    expect(passed).toBe(0);
    held = 1;
    await turn();
    expect(passed).toBe(0);
    capacity.changed();
    await producers;
    expect(passed).toBe(2);
  });

  it("keeps waiting when somebody else was faster", async () => {
    let held = 2;
    let passed = false;
    const capacity = new Capacity(() => held < 2);
    const producer = capacity.available().then(() => {
      passed = true;
    });
    held = 1;
    capacity.changed();
    held = 2;
    await turn();
    expect(passed).toBe(false);
    held = 0;
    capacity.changed();
    await producer;
  });
});
