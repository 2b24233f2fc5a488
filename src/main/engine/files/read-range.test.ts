import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { readRange, readRanges } from "./read-range.ts";

let root: string;
let path: string;
let victim: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-range-")));
  path = join(root, "output", "events.jsonl");
  victim = join(root, "victim");
  await mkdir(join(root, "output"));
  await writeFile(path, "0123456789");
  await writeFile(victim, "a secret of ten");
});
afterEach(() => rm(root, { recursive: true, force: true }));

it("reads ranges in the order they are asked for, and says where a file ends too soon", async () => {
  expect(
    (
      await readRanges(path, [
        { offset: 7, length: 2 },
        { offset: 0, length: 3 },
      ])
    ).map(String),
  ).toEqual(["78", "012"]);
  await expect(readRange(path, 8, 3)).rejects.toMatchObject({ code: "damaged", where: path });
  await expect(readRange(join(root, "none"), 0, 1)).rejects.toMatchObject({ code: "not_found" });
});

needs.posix.describe("reads nothing of another file that has taken the place of the journal", () => {
  it.each([
    ["a link", () => symlink(victim, path)],
    ["a hard link", () => link(victim, path)],
    ["a pipe", async () => execFileSync("mkfifo", [path])],
    ["a folder", () => mkdir(path)],
  ])("%s", async (_, put) => {
    await rm(path);
    await put();
    await expect(readRange(path, 0, 5)).rejects.toMatchObject({ code: "refused", where: path });
  });

  it("a link in the place of its folder", async () => {
    await rename(join(root, "output"), join(root, "elsewhere"));
    await symlink("elsewhere", join(root, "output"));
    await expect(readRange(path, 0, 5)).rejects.toMatchObject({ code: "refused", where: join(root, "output") });
  });
});
