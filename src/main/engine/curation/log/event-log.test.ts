import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LogState } from "../state/log-state.ts";
import { encodePart } from "./encode-event.ts";
import type { EventHead } from "./event.ts";
import { EventLog } from "./event-log.ts";

let folder: string;
let log: EventLog;
let state: LogState;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-log-"));
  state = new LogState();
  log = await EventLog.open(join(folder, "curation.jsonl"), state);
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

const head = (id: string): EventHead => ({
  schema_version: 1,
  event_id: id,
  at: 1,
  actor: "tester",
  tool_version: "0",
  type: "decide",
  description: `event ${id}`,
  decisions: 1,
  target: null,
});
const whole = (id: string) => encodePart(head(id), { part: 0, parts: 1 }, []);

it("cuts off an event whose last lines fail, and goes on", async () => {
  await log.append([whole("one")]);
  const before = await readFile(log.path, "utf8");
  async function* failing() {
    yield [encodePart(head("two"), { part: 0, parts: 3 }, []), encodePart(head("two"), { part: 1, parts: 3 }, [])];
    expect((await readFile(log.path, "utf8")).length).toBeGreaterThan(before.length);
    throw new Error("no more");
  }
  await expect(log.appendStreamed(failing())).rejects.toThrow("no more");
  expect(await readFile(log.path, "utf8")).toBe(before);
  expect(state.history.has("two")).toBe(false);
  expect(log.lines).toBe(1);
  await log.append([whole("three")]);
  await log.close();
  const reopened = new LogState();
  const opened = await EventLog.open(log.path, reopened);
  expect(opened.problems).toEqual([]);
  expect(opened.repairs).toEqual([]);
  expect(reopened.history.newest(5).map(({ eventId }) => eventId)).toEqual(["three", "one"]);
  await opened.close();
});

it("writes nothing between the lines of a streamed event", async () => {
  async function* slowly() {
    yield [encodePart(head("big"), { part: 0, parts: 2 }, [])];
    void log.append([whole("small")]);
    yield [encodePart(head("big"), { part: 1, parts: 2 }, [])];
  }
  await log.appendStreamed(slowly());
  await log.append([whole("last")]);
  expect(log.problems).toEqual([]);
  expect(state.history.newest(5).map(({ eventId }) => eventId)).toEqual(["last", "small", "big"]);
});
