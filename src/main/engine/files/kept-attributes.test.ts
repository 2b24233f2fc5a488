import { execFileSync } from "node:child_process";
import { chmod, chown, link, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { atomicAppend } from "./atomic-append.ts";
import { atomicWriteFile, atomicWriteInside } from "./atomic-write.ts";
import { Journal } from "./journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "assay-kept-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

needs.posix.describe("a file that is written anew", () => {
  it.each([
    ["atomicWriteFile", atomicWriteFile],
    ["atomicWriteInside", atomicWriteInside],
  ])("%s keeps its permissions", async (_, write) => {
    const path = join(folder, "file");
    for (const mode of [0o600, 0o640, 0o664, 0o444]) {
      await writeFile(path, "old");
      await chmod(path, mode);
      await write(path, "new");
      expect(await modeOf(path)).toBe(mode.toString(8));
      expect(await readFile(path, "utf8")).toBe("new");
      await rm(path);
    }
  });

  needs.root.it("keeps its owner and group where the system allows it", async () => {
    const path = join(folder, "file");
    await writeFile(path, "old");
    await chown(path, 12345, 23456);
    await chmod(path, 0o640);
    await atomicWriteInside(path, "new");
    expect(await stat(path)).toMatchObject({ uid: 12345, gid: 23456 });
    expect(await modeOf(path)).toBe("640");
  });

  it("a new file has what the umask leaves, or what is asked for; in a workspace it is its owner's alone", async () => {
    const before = process.umask(0o022);
    try {
      await atomicWriteFile(join(folder, "usual"), "x");
      await atomicWriteFile(join(folder, "asked"), "x", { mode: 0o640 });
      await atomicWriteInside(join(folder, "inside"), "x");
      await atomicAppend(join(folder, "appended"), ["x"]);
    } finally {
      process.umask(before);
    }
    expect(await Promise.all(["usual", "asked", "inside", "appended"].map((name) => modeOf(join(folder, name))))).toEqual([
      "644",
      "640",
      "600",
      "644",
    ]);
  });

  it("a link that a program names stays a link, and its target is written anew", async () => {
    await mkdir(join(folder, "target"));
    const target = join(folder, "target", "file");
    await writeFile(target, "old", { mode: 0o640 });
    await symlink("target/file", join(folder, "link"));
    await atomicWriteFile(join(folder, "link"), "new");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(target, "utf8")).toBe("new");
    expect(await modeOf(target)).toBe("640");
    expect(await readdir(join(folder, "target"))).toEqual(["file"]);
  });

  it("nothing is written over a pipe, a device, or through a link to nothing", async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await symlink("/dev/null", join(folder, "null"));
    await symlink("nothing", join(folder, "dangling"));
    for (const name of ["pipe", "null", "dangling"])
      await expect(atomicWriteFile(join(folder, name), "new"), name).rejects.toMatchObject({ code: "refused", where: join(folder, name) });
    expect((await readdir(folder)).sort()).toEqual(["dangling", "null", "pipe"]);
  });
});

needs.posix.describe("a torn last line", () => {
  const torn = '{"a":1}\n{"half":';
  it.each([
    ["a link", (victim: string, path: string) => symlink(victim, path)],
    ["a file with another name", (victim: string, path: string) => link(victim, path)],
  ])("of %s is never cut, also where a program names the path", async (_, put) => {
    const victim = join(folder, "victim");
    const path = join(folder, "events.jsonl");
    await writeFile(victim, torn);
    await put(victim, path);
    const before = await stat(victim);
    await expect(Journal.open(path)).rejects.toMatchObject({ code: "refused", where: path, fix: expect.stringContaining("newline") });
    await expect(atomicAppend(path, ["more"])).rejects.toMatchObject({ code: "refused" });
    expect(await readFile(victim, "utf8")).toBe(torn);
    expect((await stat(victim)).mtimeMs).toBe(before.mtimeMs);
    expect((await readdir(folder)).sort()).toEqual(["events.jsonl", "victim"]);
  });

  it("whole lines of a link that a program names are appended to what it leads to", async () => {
    const target = join(folder, "target");
    await writeFile(target, "one\n");
    await symlink(target, join(folder, "link"));
    await atomicAppend(join(folder, "link"), ["two"]);
    expect(await readFile(target, "utf8")).toBe("one\ntwo\n");
  });
});
