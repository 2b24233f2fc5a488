import { expect, it } from "vitest";
import { PriorityLane } from "./priority-lane.ts";

it("runs one task at a time, the most urgent first, equal ones in their order", async () => {
  const lane = new PriorityLane();
  const ran: string[] = [];
  let running = 0;
  const task = (name: string) => async () => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    ran.push(name);
    return name;
  };
  const gate = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const first = lane.queue(9, () => {
    started.resolve();
    return gate.promise;
  });
  await started.promise;
  const rest = [lane.queue(2, task("c")), lane.queue(1, task("a")), lane.queue(2, task("d")), lane.queue(1, task("b"))];
  gate.resolve();
  await first;
  expect(await Promise.all(rest)).toEqual(["c", "a", "d", "b"]);
  expect(ran).toEqual(["a", "b", "c", "d"]);
});

it("lets what comes in the same turn go first, and goes on after a failure", async () => {
  const lane = new PriorityLane();
  const ran: number[] = [];
  const failed = lane.queue(1, () => {
    ran.push(1);
    throw new Error("lost");
  });
  const urgent = lane.queue(0, () => ran.push(0));
  await expect(failed).rejects.toThrow("lost");
  await urgent;
  await lane.queue(0, () => ran.push(2));
  expect(ran).toEqual([0, 1, 2]);
});
