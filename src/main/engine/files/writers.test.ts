import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { atomicAppend } from "./atomic-append.ts";
import { readWorkspaceOwner } from "./file-lock.ts";
import { Journal } from "./journal.ts";

/** Several writers of one file, in processes of their own. */

let folder: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-writers-"));
  path = join(folder, "a.jsonl");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(mode: string, name = "", count = 0) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/writers.child.ts"), mode, path, name, String(count)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const words: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (word) => words.push(word));
  const said = async (word: string) => {
    while (!words.includes(word)) await once(lines, "line");
  };
  return { child, said, ended: once(child, "close") };
}

const linesOf = async () => (await readFile(path, "utf8")).split("\n").slice(0, -1);
const line = (text: string) => [Buffer.from(`${text}\n`)];

describe("atomicAppend", () => {
  it("loses no line of four processes that append to one file, and tears none", async () => {
    const writers = ["a", "b", "c", "d"].map((name) => start("append", name, 250));
    await Promise.all(writers.map(({ said }) => said("done")));
    const names = (await linesOf()).map((text) => JSON.parse(text) as { name: string; i: number }).map(({ name, i }) => `${name}${i}`);
    expect(names).toHaveLength(1000);
    expect(new Set(names).size).toBe(1000);
    expect(await readdir(folder)).toEqual(["a.jsonl"]);
  });

  it("loses no line of calls that run at the same time in one process, each in order", async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => atomicAppend(path, [`${i}`, `${i}'`])));
    expect(await linesOf()).toEqual(Array.from({ length: 300 }, (_, i) => [`${i}`, `${i}'`]).flat());
  });

  it("goes on where a process that was killed while it appended left the lock", async () => {
    const { child, said, ended } = start("append", "a", 100_000);
    await said("first");
    child.kill("SIGKILL");
    await ended;
    await atomicAppend(path, ['{"name":"b","i":0}']);
    const names = (await linesOf()).map((text) => (JSON.parse(text) as { name: string }).name);
    expect(names.at(-1)).toBe("b");
    expect(names.slice(0, -1).every((name) => name === "a")).toBe(true);
  });

  it("is refused with the pid of the process that keeps the file open, until that ends", async () => {
    const holder = start("hold");
    await holder.said("held");
    await expect(atomicAppend(path, ["x"])).rejects.toMatchObject({
      code: "in_use",
      where: path,
      message: expect.stringContaining(`process ${holder.child.pid}`),
    });
    expect(await linesOf()).toEqual([]);
    holder.child.kill("SIGKILL");
    await holder.ended;
    await atomicAppend(path, ["x"]);
    expect(await linesOf()).toEqual(["x"]);
  });
});

describe("a journal", () => {
  it("is locked until it is closed, also against this process", async () => {
    const { journal } = await Journal.open(path);
    await expect(Journal.open(path)).rejects.toMatchObject({
      code: "in_use",
      message: expect.stringContaining(`this process (${process.pid})`),
    });
    await journal.close();
    await (await Journal.open(path)).journal.close();
  });

  it("stays locked when its file is replaced whole, from before the new file has its name", async () => {
    const { atomicWriteInside } = await import("./atomic-write.ts");
    const { journal } = await Journal.open(path);
    let whileClaimed: Promise<void> | undefined;
    await journal.replaceWith(async (hold, claim) => {
      await hold();
      await atomicWriteInside(path, "new\n", async (temporary) => {
        await claim(temporary);
        // Before the old file's lock ends, the new one's holds.
        whileClaimed = expect(Journal.open(temporary)).rejects.toMatchObject({ code: "in_use" });
        await whileClaimed;
      });
    });
    expect(whileClaimed).toBeDefined();
    await expect(atomicAppend(path, ["x"])).rejects.toMatchObject({ code: "in_use" });
    await journal.append(line("ours")).durable;
    await journal.close();
    expect(await linesOf()).toEqual(["new", "ours"]);
  });

  it("goes to the file that took the place of the one it waited for", async () => {
    const { atomicWriteInside } = await import("./atomic-write.ts");
    const { journal } = await Journal.open(path);
    const waiting = atomicAppend(path, ["theirs"]);
    await journal.replaceWith(async (_hold, claim) => atomicWriteInside(path, "new\n", claim));
    await journal.close();
    await waiting;
    expect(await linesOf()).toEqual(["new", "theirs"]);
  });

  it("waits for half a line that another program keeps open, leaves it, and goes behind it", async () => {
    await writeFile(path, "whole\n");
    const writer = start("half", "theirs");
    await writer.said("half");
    const { journal, torn, growingBytes } = await Journal.open(path);
    expect({ torn, growingBytes, durableBytes: journal.durableBytes }).toEqual({ torn: null, growingBytes: 17, durableBytes: 6 });
    const ours = journal.append(line("ours")).durable;
    writer.child.stdin?.write("\n");
    expect(await ours).toBe(36);
    await journal.close();
    expect(await linesOf()).toEqual(["whole", '{"name":"theirs","rest":true}', "ours"]);
    expect(await readdir(folder)).toEqual(["a.jsonl"]);
  });

  it("takes in half a line that becomes whole while it is opened", async () => {
    await writeFile(path, "half");
    const opening = Journal.open(path);
    await appendFile(path, " and half\n");
    const { journal, torn } = await opening;
    expect({ torn, durableBytes: journal.durableBytes }).toEqual({ torn: null, durableBytes: 14 });
    await journal.close();
  });

  it("keeps its own lines and a program's without locks whole, and knows where its own begin", async () => {
    const writer = start("halves", "theirs");
    await writer.said("first");
    const { journal } = await Journal.open(path);
    const offsets: number[] = [];
    for (let i = 0; i < 200; i++) offsets.push(await journal.append(line(`{"name":"ours","i":${i}}`)).durable);
    writer.child.kill("SIGKILL");
    await writer.ended;
    const bytes = await readFile(path);
    await journal.close();
    for (const [i, offset] of offsets.entries()) {
      const end = bytes.indexOf(10, offset);
      expect(bytes.subarray(offset, end).toString()).toBe(`{"name":"ours","i":${i}}`);
      expect(offset === 0 || bytes[offset - 1] === 10).toBe(true);
    }
    const ours = (await linesOf()).filter((text) => text.startsWith('{"name":"ours"'));
    expect(ours).toHaveLength(200);
    // Not one byte of the other program is gone.
    const theirs = bytes
      .toString()
      .split("\n")
      .filter((text) => !text.startsWith('{"name":"ours"'))
      .join("")
      .replaceAll(" ", "");
    const whole = theirs.match(/\{"name":"theirs","i":\d+\}/g) ?? [];
    expect(whole.map((text) => (JSON.parse(text) as { i: number }).i)).toEqual(whole.map((_, i) => i));
    expect(theirs.replace(/\{"name":"theirs","i":\d+\}/g, "")).toMatch(/^(\{"name":"theirs",)?$/);
  });
});

it("tells the owner of a workspace by the lock beside its output, where the system does not tell who locks a file", async () => {
  const output = join(folder, "output");
  await mkdir(join(folder, ".assay"));
  expect(await readWorkspaceOwner(join(output, "events.jsonl"))).toBeNull();
  await writeFile(join(folder, ".assay", "lock"), JSON.stringify({ pid: 4711 }));
  expect(await readWorkspaceOwner(join(output, "events.jsonl"))).toBe(4711);
});

it("where there are no locks: an append is refused and names the platform, and a workspace's journal opens without", async () => {
  const program = `
    Object.defineProperty(process, "arch", { value: "pdp11" });
    const { atomicAppend } = await import(process.argv[1]);
    const { Journal } = await import(process.argv[2]);
    const { workspaceLock } = await import(process.argv[3]);
    await atomicAppend(process.argv[4], ["x"]).catch((error) => console.log(error.code, error.message));
    const { journal } = await Journal.open(process.argv[4], undefined, undefined, workspaceLock);
    await journal.append([Buffer.from("y\\n")]).durable;
    await journal.close();`;
  const modules = ["atomic-append.ts", "journal.ts", "file-lock.ts"].map((name) => pathToFileURL(join(import.meta.dirname, name)).href);
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, ...modules, path]);
  expect(stdout).toContain(`unavailable File locks are not available on ${process.platform}-pdp11`);
  expect(await linesOf()).toEqual(["y"]);
});
