import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestSession } from "../testing/open-test-session.ts";
import { findPathKind, isWorkspace } from "../workspace/is-workspace.ts";
import type { OpenSession } from "./session.ts";

const signal = new AbortController().signal;
const options = { kind: "auto", keepDuplicates: false } as const;
const record = (id: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: id, engine_id: "e", timestamp: 1, input: "", output: "", metrics: { success: true } })}\n`;
let folder: string;
let session: OpenSession;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-offered-"));
  session = await openTestSession(folder);
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

async function offer(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, record(name));
  await session.offer(path);
  return path;
}
const offered = () => session.snapshot().offered;

it("offered files wait, are named up to five, and are imported at once", async () => {
  for (const name of ["a", "b", "c", "d", "e", "f"]) await offer(`${name}.jsonl`);
  expect(offered()).toEqual({
    count: 6,
    sizeBytes: record("a.jsonl").length * 6,
    names: ["a", "b", "c", "d", "e"].map((name) => `${name}.jsonl`),
  });
  expect(session.snapshot().importTotals.files).toBe(0);
  const ended = new Promise<void>((resolve) => {
    const stop = session.subscribe("snapshot", ({ importTotals }) => {
      if (importTotals.files < 6 || importTotals.unfinished > 0) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
  const { jobs } = await session.handlers["imports.startOffered"](options, { signal });
  expect(jobs).toHaveLength(6);
  expect(offered().count).toBe(0);
  await ended;
  expect(session.snapshot().importTotals).toMatchObject({ accepted: 6, withProblems: 0 });
});

it("dismissed files are gone, with their grants", async () => {
  await offer("a.jsonl");
  await session.handlers["imports.dismissOffered"]({}, { signal });
  expect(offered()).toEqual({ count: 0, sizeBytes: 0, names: [] });
  await expect(session.handlers["imports.startOffered"](options, { signal })).rejects.toMatchObject({ code: "not_found" });
});

it("a file that changed hands since is refused by name, and the others go on waiting", async () => {
  await offer("a.jsonl");
  const path = await offer("b.jsonl");
  await rm(path);
  // It may well get the inode that was just freed.
  await writeFile(path, "another");
  await expect(session.handlers["imports.startOffered"](options, { signal })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("b.jsonl"),
  });
  expect(offered()).toMatchObject({ count: 1, names: ["a.jsonl"] });
  expect((await session.handlers["imports.startOffered"](options, { signal })).jobs).toHaveLength(1);
});

it("only files are offered", async () => {
  await expect(session.offer(folder)).rejects.toMatchObject({ code: "refused" });
  await expect(session.offer(join(folder, "missing"))).rejects.toMatchObject({ code: "not_found" });
  expect(offered().count).toBe(0);
});

it("a workspace that another session shows is shown there, and this session stays", async () => {
  const asked: string[] = [];
  const other = join(folder, "shown elsewhere");
  const elsewhere = await openTestSession(join(folder, "second"), async (path) => {
    asked.push(path);
    return path === other;
  });
  try {
    expect((await elsewhere.switchTo(other)).path).toBe(join(folder, "second", "w"));
    expect((await elsewhere.switchTo(join(folder, "free"))).path).toBe(join(folder, "free"));
    expect(asked).toEqual([other, join(folder, "free")]);
  } finally {
    await elsewhere.close();
  }
});

it("tells a workspace from another folder", async () => {
  await mkdir(join(folder, "plain", "output"), { recursive: true });
  await writeFile(join(folder, "plain", "output", "events.jsonl"), "");
  expect(await findPathKind(join(folder, "w"))).toBe("workspace");
  expect(await findPathKind(join(folder, "plain"))).toBe("folder");
  expect(await findPathKind(join(folder, "plain", "output", "events.jsonl"))).toBe("file");
  await expect(findPathKind(join(folder, "missing"))).rejects.toMatchObject({ code: "not_found" });
  expect(await isWorkspace(join(folder, "missing"))).toBe(false);
  if (process.platform !== "win32") await expect(findPathKind("/dev/null")).rejects.toMatchObject({ code: "refused" });
});
