import { execFileSync } from "node:child_process";
import { link, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { atomicWriteInside } from "./atomic-write.ts";
import { linkFile, listFolder, makeFolderInside, readSmallFile, removeFile, removeFiles, renameFile } from "./inside.ts";
import { createNew, openAppend, openRead, openUpdate } from "./open-inside.ts";

let root: string;
let inside: string;
let outside: string;
let victim: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-inside-")));
  inside = join(root, "w");
  outside = join(root, "outside");
  victim = join(outside, "victim");
  await mkdir(inside);
  await mkdir(outside);
  await writeFile(victim, "victim");
});
afterEach(async () => {
  expect(await readFile(victim, "utf8")).toBe("victim");
  await rm(root, { recursive: true, force: true });
});

const openers = {
  openRead: (path: string) => openRead(path),
  openUpdate: (path: string) => openUpdate(path),
  openAppend: async (path: string) => (await openAppend(path)).file,
};
const places: [name: string, put: (path: string) => Promise<unknown>, says: RegExp][] = [
  ["a link to a file", (path) => symlink(victim, path), /is a symbolic link to .*victim; Assay follows no links/],
  [
    "a link to a file beside it",
    (path) => writeFile(join(inside, "own"), "x").then(() => symlink("own", path)),
    /is a symbolic link to own;/,
  ],
  ["a link to a folder", (path) => symlink(outside, path), /is a symbolic link to/],
  ["a dangling link", (path) => symlink(join(outside, "none"), path), /is a symbolic link to .*none/],
  ["a hard link", (path) => link(victim, path), /has 2 hard links/],
  ["a folder", (path) => mkdir(path), /is a folder; it has to be a file/],
  ["a pipe", async (path) => execFileSync("mkfifo", [path]), /is a named pipe; it has to be a file/],
  ["a link to a device", (path) => symlink("/dev/zero", path), /is a symbolic link to \/dev\/zero/],
];

needs.posix.describe("opening a file of a workspace", () => {
  for (const [opener, open] of Object.entries(openers)) {
    it.each(places)(`${opener} refuses %s, and says what it is`, async (_, put, says) => {
      const path = join(inside, "file");
      await put(path);
      await expect(open(path)).rejects.toMatchObject({
        code: "refused",
        where: path,
        message: expect.stringMatching(says),
        fix: expect.any(String),
      });
      expect(await readdir(outside)).toEqual(["victim"]);
    });

    it(`${opener} refuses a file whose folder is a link, and names that folder`, async () => {
      await symlink(outside, join(inside, "folder"));
      await expect(open(join(inside, "folder", "victim"))).rejects.toMatchObject({
        code: "refused",
        where: join(inside, "folder"),
        message: expect.stringContaining(`is a symbolic link to ${outside}`),
      });
    });
  }

  it.each(places)("a new file does not replace or go through %s", async (_, put) => {
    const path = join(inside, "file");
    await put(path);
    await expect(createNew(path)).rejects.toMatchObject({ code: "EEXIST" });
    await expect(readSmallFile(path, 100)).rejects.toMatchObject({ code: "refused" });
    await expect(atomicWriteInside(path, "new")).rejects.toMatchObject({ code: "refused", where: path });
    expect(await readdir(outside)).toEqual(["victim"]);
    expect((await readdir(inside)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("nothing is made, removed, renamed or listed behind a folder that is a link", async () => {
    const folder = join(inside, "folder");
    await symlink(outside, folder);
    await writeFile(join(inside, "own"), "own");
    const attempts = [
      () => createNew(join(folder, "new")),
      () => openAppend(join(folder, "new")),
      () => atomicWriteInside(join(folder, "new"), "new"),
      () => makeFolderInside(folder),
      () => makeFolderInside(join(folder, "deeper")),
      () => removeFile(join(folder, "victim")),
      () => removeFiles(folder, () => true),
      () => renameFile(join(folder, "victim"), join(inside, "taken")),
      () => renameFile(join(inside, "own"), join(folder, "victim")),
      () => linkFile(join(inside, "own"), join(folder, "new")),
      () => listFolder(folder),
    ];
    for (const attempt of attempts) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({
        code: "refused",
        message: expect.stringContaining("symbolic link"),
      });
    }
    expect(await readdir(outside)).toEqual(["victim"]);
  });

  it("removes regular files of a folder only, and never what a link leads to", async () => {
    await mkdir(join(inside, "sub"));
    await writeFile(join(inside, "sub", "kept"), "");
    await symlink(victim, join(inside, "link"));
    await symlink(outside, join(inside, "folder"));
    execFileSync("mkfifo", [join(inside, "pipe")]);
    await writeFile(join(inside, "ours"), "");
    await writeFile(join(inside, "theirs"), "");
    expect(await removeFiles(inside, (name) => name !== "theirs")).toBe(1);
    expect((await readdir(inside)).sort()).toEqual(["folder", "link", "pipe", "sub", "theirs"]);
    await removeFile(join(inside, "link"));
    expect((await lstat(victim)).isFile()).toBe(true);
  });

  it("a path that is only spelled otherwise than its folders on disk is no link", async () => {
    await writeFile(join(inside, "file"), "x");
    const file = await openRead(`${root}/w/../w/./file`);
    await file.close();
    await makeFolderInside(`${inside}//a/`);
    expect((await listFolder(`${inside}/./`)).map(({ name }) => name).sort()).toEqual(["a", "file"]);
  });

  it("a folder that becomes a link while a file in it is written anew: nothing in the other folder is replaced", async () => {
    const folder = join(inside, "output");
    await mkdir(folder);
    await writeFile(join(folder, "victim"), "old");
    let temporary = "";
    const swapped = atomicWriteInside(join(folder, "victim"), async (file) => {
      await file.writeFile("new");
      await rename(folder, join(inside, "moved"));
      await symlink(outside, folder);
      // As quick as the other program could ever be: what was written is where the link leads, too.
      [temporary = ""] = (await readdir(join(inside, "moved"))).filter((name) => name.endsWith(".tmp"));
      await rename(join(inside, "moved", temporary), join(outside, temporary));
    });
    await expect(swapped).rejects.toMatchObject({ code: "refused", where: folder });
    // Nothing is removed through the link either.
    expect((await readdir(outside)).sort()).toEqual([temporary, "victim"]);
    expect(await readFile(join(inside, "moved", "victim"), "utf8")).toBe("old");
  });

  it("an open file is not another one: a folder that becomes a link meanwhile is seen", async () => {
    const folder = join(inside, "folder");
    await mkdir(folder);
    await writeFile(join(folder, "victim"), "own");
    await rename(folder, join(inside, "moved"));
    await symlink(outside, folder);
    await expect(openRead(join(folder, "victim"))).rejects.toMatchObject({ code: "refused", where: folder });
  });

  it("a file that is replaced again and again is opened as one of them", async () => {
    const path = join(inside, "file");
    await writeFile(path, "0");
    let isOver = false;
    const replacing = (async () => {
      for (let i = 1; !isOver; i++) await atomicWriteInside(path, String(i));
    })();
    for (let i = 0; i < 200; i++) expect((await readSmallFile(path, 100)).toString()).toMatch(/^\d+$/);
    isOver = true;
    await replacing;
  });

  it("makes files and folders that are their owner's alone, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      await makeFolderInside(join(inside, "a", "b"));
      await (await openAppend(join(inside, "a", "appended"))).file.close();
      await (await createNew(join(inside, "a", "new"))).close();
      await atomicWriteInside(join(inside, "a", "whole"), "x");
    } finally {
      process.umask(before);
    }
    const modes: Record<string, string> = {};
    for (const name of await readdir(join(inside, "a"))) modes[name] = ((await stat(join(inside, "a", name))).mode & 0o777).toString(8);
    expect(modes).toEqual({ b: "700", appended: "600", new: "600", whole: "600" });
  });
});

it("a small file that is too long is refused without being read", async () => {
  await writeFile(join(inside, "long"), "12345");
  expect((await readSmallFile(join(inside, "long"), 5)).toString()).toBe("12345");
  await expect(readSmallFile(join(inside, "long"), 4)).rejects.toMatchObject({ code: "over_limit", where: join(inside, "long") });
  await expect(readSmallFile(join(inside, "none"), 4)).rejects.toMatchObject({ code: "not_found" });
});
