import { expect, it } from "vitest";
import { executions, OpenNetworkDoor } from "./testing/open-network-door.ts";

const door = new OpenNetworkDoor({ memoryBytes: 1 });

it("answers 429 with Retry-After while what is there already cannot be written, and takes it afterwards", async () => {
  const real = door.workspace;
  let write = () => {};
  const isFree = new Promise<void>((resolve) => {
    write = resolve;
  });
  let begun = () => {};
  const isHeld = new Promise<void>((resolve) => {
    begun = resolve;
  });
  // The disk is slow: the journal's appends wait.
  const events = real.collector;
  const flush = events.flush.bind(events);
  events.flush = async () => {
    begun();
    await isFree;
    await flush();
  };
  const first = door.post("/v1/records", executions(["t-1"]));
  await isHeld;
  const second = await door.post("/v1/records", executions(["t-2"]));
  expect(second.status).toBe(429);
  expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
  write();
  expect(await (await first).json()).toMatchObject({ accepted: 1 });
  events.flush = flush;
  expect(await (await door.post("/v1/records", executions(["t-2"]))).json()).toMatchObject({ accepted: 1 });
});

it("answers 503 while no workspace is open, or it is being closed", async () => {
  await door.listener.pause();
  const answer = await door.post("/v1/records", executions(["t-3"]));
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  await door.listener.resume(door.workspace.path);
  expect((await door.post("/v1/records", executions(["t-3"]))).status).toBe(200);
});
