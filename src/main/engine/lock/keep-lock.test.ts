import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openTemporary } from "../testing/open-temporary.ts";
import { acquireLock, type WorkspaceLock } from "./lock.ts";

let root: string;
let folder: string;
const locks: WorkspaceLock[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-keep-"));
  folder = join(root, ".assay");
});
afterEach(async () => {
  for (const lock of locks.splice(0)) await lock.release();
  await rm(root, { recursive: true, force: true });
});
const take = async () => {
  const lock = await acquireLock(folder);
  locks.push(lock);
  return lock;
};
const owner = async () => JSON.parse(await readFile(join(folder, "lock"), "utf8")) as { id: string };

it("takes a lock that was deleted with its folder again, for the same owner", async () => {
  const lock = await take();
  const before = await owner();
  await lock.hold();
  await rm(folder, { recursive: true });
  await lock.hold();
  expect(await owner()).toEqual(before);
  await expect(acquireLock(folder)).rejects.toMatchObject({ code: "in_use" });
  await lock.release();
  await lock.hold();
  expect(await readdir(folder)).toEqual([]);
});

it("leaves a lock that another process took to it until that one ends", async () => {
  const lock = await take();
  await rm(folder, { recursive: true });
  const other = await take();
  const others = await owner();
  await expect(lock.hold()).rejects.toMatchObject({ code: "in_use" });
  await lock.release();
  expect(await owner()).toEqual(others);
  await other.release();
});

const record = `{"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}`;

it("keeps others out of an open workspace whose .assay is removed, and goes on", async () => {
  const workspace = await openTemporary({ path: root });
  await rm(folder, { recursive: true });
  await vi.waitFor(owner, { timeout: 15_000 });
  await expect(openTemporary({ path: root })).rejects.toMatchObject({ code: "in_use" });
  await (await workspace.collector.collectEngineExecution(record)).durable;
  await workspace.close();
  const again = await openTemporary({ path: root });
  expect(await again.verify({ repair: false })).toMatchObject({ ok: true, channels: { events: { lines: 1, indexed: 1 } } });
  await again.close();
});

it("makes a workspace that another process took read-only, with a reason, until the other ends", async () => {
  const workspace = await openTemporary({ path: root });
  await rm(folder, { recursive: true });
  const other = await take();
  await vi.waitFor(() => expect(workspace.health.find(({ about }) => about === "lock")?.message).toContain("nothing is written"), {
    timeout: 15_000,
  });
  const { durable } = await workspace.collector.collectEngineExecution(record);
  await vi.waitFor(() => expect(workspace.health.find(({ about }) => about === "events")).toMatchObject({ code: "in_use" }), {
    timeout: 15_000,
  });
  expect(await readFile(join(root, "output", "events.jsonl"), "utf8")).toBe("");
  await other.release();
  await durable;
  expect(workspace.health).toEqual([]);
  await workspace.close();
  expect(await readFile(join(root, "output", "events.jsonl"), "utf8")).toBe(`${record}\n`);
});
