import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RecentWorkspaces } from "./recent-workspaces.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-recent-"));
});
afterEach(() => rm(folder, { recursive: true }));

const listPaths = async (recent: RecentWorkspaces) => (await recent.list("")).map(({ path }) => path);

describe("RecentWorkspaces", () => {
  it("keeps what other windows and processes wrote meanwhile", async () => {
    const one = await RecentWorkspaces.open(folder);
    const other = await RecentWorkspaces.open(folder);
    await one.remember("/a");
    await other.remember("/b");
    await one.remember("/c");
    expect(await listPaths(other)).toEqual(["/c", "/b", "/a"]);
    expect(await listPaths(one)).toEqual(["/c", "/b", "/a"]);
  });

  it("puts each of several that open at the same time on the list", async () => {
    const recent = await RecentWorkspaces.open(folder);
    await Promise.all(["/a", "/b", "/c"].map((path) => recent.remember(path)));
    expect((await listPaths(recent)).sort()).toEqual(["/a", "/b", "/c"]);
  });

  it("is cleared but for what is open", async () => {
    const recent = await RecentWorkspaces.open(folder);
    for (const path of ["/a", "/b", "/c"]) await recent.remember(path);
    await recent.clear(["/b", "/not/on/it"]);
    expect(await listPaths(recent)).toEqual(["/b"]);
  });

  it("names the newest that is still there, and says of the others that they are missing", async () => {
    const recent = await RecentWorkspaces.open(folder);
    await recent.remember(folder);
    await recent.remember(join(folder, "gone"));
    expect(await recent.newest()).toBe(folder);
    expect((await recent.list("")).map(({ exists }) => exists)).toEqual([false, true]);
  });

  it("counts as empty while it cannot be read", async () => {
    await writeFile(join(folder, "workspaces.json"), "{");
    expect(await listPaths(await RecentWorkspaces.open(folder))).toEqual([]);
  });
});
