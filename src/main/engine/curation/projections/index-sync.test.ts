import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TestWorkspace } from "../../testing/curation-workspace.ts";
import { encodePart } from "../log/encode-event.ts";
import type { Change, EventHead } from "../log/event.ts";
import { CurationLog } from "../state/curation-log.ts";
import { IndexSync } from "./index-sync.ts";

let workspace: TestWorkspace;
let log: CurationLog;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  log = await CurationLog.open(join(workspace.folder, "other.jsonl"));
});
afterEach(async () => {
  await log.events.close();
  await workspace.remove();
});

it("returns the error of a stored event that cannot be read back, and goes on", async () => {
  const head: EventHead = {
    schema_version: 1,
    event_id: "one",
    at: 1,
    actor: "tester",
    tool_version: "0",
    type: "decide",
    description: "an event",
    decisions: 1,
    target: null,
  };
  await log.events.append([encodePart(head, { part: 0, parts: 1 }, [])]);
  const event = log.state.history.get("one");
  if (!event) throw new Error("the event is not in the log");
  const sync = new IndexSync(workspace.db, log);
  await rm(log.events.path);
  expect(await sync.takeStored(event)).toMatchObject({ code: "not_found" });
  expect(await sync.take([])).toBeNull();
  await sync.settled();
  expect([sync.behind, sync.waiting]).toEqual([true, 2]);
});

const hourMs = 3_600_000;

it("does not let changes wait that are many, or long", async () => {
  const sync = new IndexSync(workspace.db, log);
  const many = Array<Change>(2000).fill({ of: "review", comparison: "c" } as Change);
  expect(await sync.take(many, hourMs)).toBeNull();
  const record = { sample_id: "s", created_at: 1, source_trace_id: "t", tier: "gold", input: "q", output: "x".repeat(4_000_000) };
  const after = { line: JSON.stringify({ ...record, validation: {} }), copies: 1, edited: false };
  const long = { of: "sample", ref: "s", origin: "auto", comparison: null, position: null, before: null, after } as unknown as Change;
  expect(await sync.take([long], hourMs)).toBeNull();
  expect(await workspace.db.get("SELECT count(*) AS n FROM samples")).toEqual({ n: 1 });
});
