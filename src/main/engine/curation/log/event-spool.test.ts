import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Change, EventHead } from "./event.ts";
import { EventSpool } from "./event-spool.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-spool-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const head: EventHead = {
  schema_version: 1,
  event_id: "one",
  at: 1,
  actor: "tester",
  tool_version: "0",
  type: "generate",
  description: "an event",
  decisions: 0,
  target: null,
};
const change = (ref: string, line: string): Change => ({
  of: "sample",
  ref,
  origin: "auto",
  created_at: 1,
  comparison: "0".repeat(24),
  position: 0,
  did: "generated",
  before: null,
  after: { line, copies: 1, edited: false },
});

it("reads only remaining units, however much was dropped in between", async () => {
  const spool = await EventSpool.open<boolean>(folder);
  const refs = Array.from({ length: 100 }, (_, index) => `r-${index}`);
  const keptRefs = ["r-0", "r-99"];
  for (const ref of refs)
    await spool.add([change(ref, "x".repeat(ref === "r-0" || ref === "r-99" ? 10 : 100_000))], keptRefs.includes(ref));
  expect(spool.keep((isKept) => isKept)).toBe(2);
  const allocate = vi.spyOn(Buffer, "allocUnsafe");
  const found: string[] = [];
  for await (const lines of spool.lines(head)) {
    for (const line of lines) for (const { ref } of JSON.parse(line.toString("utf8")).changes) found.push(ref);
  }
  expect(found).toEqual(keptRefs);
  expect(Math.max(...allocate.mock.calls.map(([bytes]) => bytes))).toBeLessThan(1_000_000);
  await spool.close();
});

it("keeps order and text of many small changes", async () => {
  const spool = await EventSpool.open<number>(folder);
  const count = 5000;
  for (let index = 0; index < count; index++) await spool.add([change(`r-${index}`, `{"text":"ä${index}"}`)], index);
  spool.keep((index) => index % 3 !== 1);
  const found: string[] = [];
  for await (const lines of spool.lines(head)) {
    for (const line of lines) for (const { after } of JSON.parse(line.toString("utf8")).changes) found.push(after.line);
  }
  expect(found).toEqual(Array.from({ length: count }, (_, index) => `{"text":"ä${index}"}`).filter((_, index) => index % 3 !== 1));
  await spool.close();
});
