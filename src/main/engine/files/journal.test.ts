import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { atomicAppend } from "./atomic-append.ts";
import { atomicWriteFile } from "./atomic-write.ts";
import { Journal } from "./journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-journal-"));
});
const lines = (...all: string[]) => all.map((line) => Buffer.from(`${line}\n`));

describe("Journal", () => {
  it("keeps the order of concurrent appends and says where each starts", async () => {
    const { journal } = await Journal.open(join(folder, "a.jsonl"));
    const appends = ["one", "two", "three"].map((text) => journal.append(lines(text)));
    await Promise.all(appends.map(({ durable }) => durable));
    expect(appends.map(({ offset }) => offset)).toEqual([0, 4, 8]);
    expect(await readFile(journal.path, "utf8")).toBe("one\ntwo\nthree\n");
    expect(journal.durableBytes).toBe(14);
    await journal.close();
  });

  it("writes more parts than one writev takes", async () => {
    const { journal } = await Journal.open(join(folder, "many.jsonl"));
    const many = Array.from({ length: 2500 }, (_, i) => Buffer.from(`${i}\n`));
    await journal.append(many).durable;
    expect((await readFile(journal.path, "utf8")).split("\n")).toHaveLength(2501);
    await journal.close();
  });

  it("cuts a torn last line off on opening, keeps it beside the file, and goes on behind the last whole line", async () => {
    const path = join(folder, "torn.jsonl");
    await writeFile(path, '{"a":1}\n{"b":');
    const { journal, torn } = await Journal.open(path);
    expect(torn?.bytes).toBe(5);
    expect(await readFile(torn?.keptAt ?? "", "utf8")).toBe('{"b":');
    await journal.append(lines('{"c":3}')).durable;
    await journal.close();
    expect(await readFile(path, "utf8")).toBe('{"a":1}\n{"c":3}\n');
  });

  it("treats a file without any newline as torn from its first byte", async () => {
    const path = join(folder, "all-torn.jsonl");
    await writeFile(path, "x".repeat(3_000_000));
    const { journal, torn } = await Journal.open(path);
    expect(torn?.bytes).toBe(3_000_000);
    expect(journal.durableBytes).toBe(0);
    await journal.close();
  });

  it("refuses a pipe and a folder in its place", async () => {
    execFileSync("mkfifo", [join(folder, "fifo.jsonl")]);
    await mkdir(join(folder, "folder.jsonl"));
    for (const name of ["fifo.jsonl", "folder.jsonl"]) {
      const path = join(folder, name);
      await expect(Journal.open(path), name).rejects.toMatchObject({ code: "refused", where: path });
    }
  });

  it("refuses to append to a file that was replaced, and says so", async () => {
    const path = join(folder, "gone.jsonl");
    const { journal } = await Journal.open(path);
    await rename(path, join(folder, "elsewhere.jsonl"));
    await writeFile(path, "");
    await expect(journal.append(lines("lost?")).durable).rejects.toMatchObject({ code: "io", where: path });
    expect(await readFile(path, "utf8")).toBe("");
    await journal.close();
  });

  it("rejects what was queued behind a failed write, and starts again at the durable end", async () => {
    const path = join(folder, "fails.jsonl");
    const { journal } = await Journal.open(path);
    await journal.append(lines("kept")).durable;
    await rename(path, join(folder, "away.jsonl"));
    const first = journal.append(lines("a"));
    const second = journal.append(lines("b"));
    await expect(first.durable).rejects.toMatchObject({ code: "io" });
    await expect(second.durable).rejects.toMatchObject({ code: "io" });
    await rename(join(folder, "away.jsonl"), path);
    const third = journal.append(lines("c"));
    expect(third.offset).toBe(5);
    await third.durable;
    expect(await readFile(path, "utf8")).toBe("kept\nc\n");
    await journal.close();
  });

  it("goes on behind what somebody else appended, and says where its own lines start", async () => {
    const path = join(folder, "shared.jsonl");
    const { journal } = await Journal.open(path);
    await journal.append(lines("ours")).durable;
    await appendFile(path, "theirs\n");
    expect(await journal.append(lines("ours again")).durable).toBe(12);
    await appendFile(path, "half");
    expect(await journal.append(lines("and again")).durable).toBe(28);
    expect(await readFile(path, "utf8")).toBe("ours\ntheirs\nours again\nhalf\nand again\n");
    const next = journal.append(lines("last"));
    expect(next.offset).toBe(38);
    expect(await next.durable).toBe(38);
    await journal.close();
  });

  it("refuses to append to a file that was cut short", async () => {
    const path = join(folder, "cut.jsonl");
    const { journal } = await Journal.open(path);
    await journal.append(lines("one", "two")).durable;
    await writeFile(path, "one\n");
    await expect(journal.append(lines("three")).durable).rejects.toMatchObject({
      code: "io",
      message: expect.stringContaining("cut short"),
    });
    expect(await readFile(path, "utf8")).toBe("one\n");
    await journal.close();
  });

  it("names a folder in the way", async () => {
    await expect(Journal.open(folder)).rejects.toMatchObject({ code: "refused", where: folder });
  });
});

describe("atomicAppend and atomicWriteFile", () => {
  it("appends whole lines and refuses one that holds a newline", async () => {
    const path = join(folder, "lines.jsonl");
    await atomicAppend(path, ["a", Buffer.from("b")]);
    await expect(atomicAppend(path, ["c\nd"])).rejects.toThrow(TypeError);
    expect(await readFile(path, "utf8")).toBe("a\nb\n");
  });

  it("leaves the old file and no temporary one when writing fails in the middle", async () => {
    const path = join(folder, "whole.json");
    await atomicWriteFile(path, "old");
    const failing = atomicWriteFile(path, async (file) => {
      await file.writeFile("half");
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    });
    await expect(failing).rejects.toMatchObject({ code: "disk_full", where: path });
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["whole.json"]);
  });

  it("replaces the whole file", async () => {
    const path = join(folder, "whole.json");
    await appendFile(path, "old and longer");
    await atomicWriteFile(path, "new");
    expect(await readFile(path, "utf8")).toBe("new");
  });
});
