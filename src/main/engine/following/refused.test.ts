import { mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Following } from "./follower.ts";

let workspace: Workspace;
let folder: string;
let log: string;
let following: Following;
beforeAll(async () => {
  workspace = await openTemporary();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  folder = await temporaryFolder();
  log = join(folder, "log.jsonl");
});
afterEach(async () => {
  for (const { id } of workspace.follower.list) await workspace.follower.stop(id);
  await rm(folder, { recursive: true });
});

const record = `{"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}`;
const session = `${JSON.stringify({ type: "user", uuid: "1", sessionId: "s", message: { role: "user", content: "hi" }, timestamp: "2026-01-01T00:00:00Z" })}\n`;

describe("what is not followed", () => {
  const refused = async (path = log) => {
    following = await workspace.follower.follow({ as: "file", path, name: "log.jsonl", kind: "auto", plan: null, answers: {} });
    await workspace.follower.look(following);
    return [...following.files.values()][0];
  };
  it.each([
    ["a folder", () => mkdir(log), "is a folder"],
    ["gzip", () => writeFile(log, Buffer.from("1f8b0800000000000000", "hex")), "is compressed with gzip"],
    ["binary", () => writeFile(log, Buffer.alloc(300, "\u0001\u0000\u0002")), "is binary"],
    ["a table", () => writeFile(log, "engine,latency,input\na,1,x\nb,2,y\n"), "log.jsonl is not followed"],
    ["a session", () => writeFile(log, session), "Claude Code session belong together"],
    ["UTF-16", () => writeFile(log, Buffer.from("\ufeff{}\n", "utf16le")), "UTF-16"],
  ])("%s", async (_name, make, message) => {
    await make();
    expect(await refused()).toMatchObject({ state: "refused", error: { message: expect.stringContaining(message) } });
    expect((await stat(join(workspace.paths.output, "events.jsonl"))).size).toBe(0);
  });

  it("the workspace's own files, by whatever name", async () => {
    await writeFile(log, `${record}\n`);
    await refused();
    await workspace.follower.stop(following.id);
    const link = join(folder, "link.jsonl");
    await symlink(join(workspace.paths.output, "events.jsonl"), link);
    for (const path of [link, workspace.paths.quarantine, join(workspace.paths.cache, "lock")])
      expect(await refused(path)).toMatchObject({ state: "refused", error: { code: "refused" } });
  });

  it("the same file twice", async () => {
    await writeFile(log, `${record}\n`);
    await refused();
    const link = join(folder, "link.jsonl");
    await symlink(log, link);
    expect(await refused(link)).toMatchObject({ state: "refused", error: { message: expect.stringContaining("same file") } });
  });
});
