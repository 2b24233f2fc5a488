import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { acquireLock } from "./lock.ts";
import { createOwner, type LockOwner } from "./lock-owner.ts";

let folder = "";
let children: ChildProcess[] = [];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "assay-lock-")), ".assay");
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await rm(join(folder, ".."), { recursive: true, force: true });
});

const script = fileURLToPath(new URL("../testing/hold-lock.child.ts", import.meta.url));

/** A process that tries to take the lock; `said` answers with its next line. */
function start() {
  const child = spawn(process.execPath, [script, folder], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    said: async () => (await lines.next()).value as string,
    release: () => child.stdin.write("release\n"),
    kill: async () => {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
}

const lockPath = () => join(folder, "lock");
async function put(content: string | object, mtime?: Date) {
  await mkdir(folder, { recursive: true });
  await writeFile(lockPath(), typeof content === "string" ? content : JSON.stringify(content));
  if (mtime) await utimes(lockPath(), mtime, mtime);
}
const owner = async (): Promise<LockOwner> => JSON.parse(await readFile(lockPath(), "utf8"));

describe("the lock of a workspace", () => {
  it("names its owner, and leaves nothing behind after release", async () => {
    const lock = await acquireLock(folder);
    expect(await owner()).toMatchObject({ pid: process.pid, host: hostname() });
    await lock.release();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is refused to the same process, too", async () => {
    const lock = await acquireLock(folder);
    await expect(acquireLock(folder)).rejects.toMatchObject({ code: "in_use", message: expect.stringContaining(`process ${process.pid}`) });
    await lock.release();
    await (await acquireLock(folder)).release();
  });

  it("is refused while another process runs, and taken over once that was killed", async () => {
    const other = start();
    expect(await other.said()).toBe("held");
    await expect(acquireLock(folder)).rejects.toMatchObject({
      code: "in_use",
      message: expect.stringContaining(`This workspace is in use by process ${other.pid} (since 20`),
      fix: expect.stringContaining("Close"),
    });
    await other.kill();
    const lock = await acquireLock(folder);
    expect((await owner()).pid).toBe(process.pid);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("can be taken after another process released it", async () => {
    const other = start();
    expect(await other.said()).toBe("held");
    other.release();
    expect(await other.said()).toBe("released");
    await (await acquireLock(folder)).release();
  });

  it("goes to exactly one of several processes that find it dead at the same time, round after round", async () => {
    let previous = start();
    expect(await previous.said()).toBe("held");
    for (let round = 0; round < 3; round++) {
      await previous.kill();
      const racers = Array.from({ length: 5 }, start);
      const words = await Promise.all(racers.map((racer) => racer.said()));
      expect(words.toSorted()).toEqual(["held", "in_use", "in_use", "in_use", "in_use"]);
      const winner = racers[words.indexOf("held")];
      if (!winner) throw new Error("no winner");
      expect((await owner()).pid).toBe(winner.pid);
      previous = winner;
    }
  });

  it("goes to exactly one of many takers within one process", async () => {
    const dead = start();
    await dead.said();
    await dead.kill();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => acquireLock(folder)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name !== "lock")).toEqual([]);
  });

  needs.processStart.it("is taken over when its pid has been reused", async () => {
    await put({ ...(await createOwner()), processStart: "another time" });
    await (await acquireLock(folder)).release();
  });

  it("holds when the owner's start time is unknown", async () => {
    await put({ ...(await createOwner()), processStart: null });
    await expect(acquireLock(folder)).rejects.toMatchObject({ code: "in_use" });
  });

  it.each(["", "{", "null", "[]", '{"pid":"1"}', '{"pid":-1,"processStart":null,"host":"h","id":"i","takenAt":"t"}', "\0\0\0\0"])(
    "is taken over when it says nothing: %j",
    async (content) => {
      await put(content, new Date(Date.now() - 60_000));
      await (await acquireLock(folder)).release();
    },
  );

  it("of another machine counts as held", async () => {
    await put({ ...(await createOwner()), host: "elsewhere", pid: 4_000_000 });
    await expect(acquireLock(folder)).rejects.toMatchObject({
      code: "in_use",
      message: expect.stringContaining('"elsewhere"'),
      fix: expect.stringContaining("remove"),
    });
  });

  it("is not removed by a late release when somebody else has taken it since", async () => {
    const lock = await acquireLock(folder);
    await put({ ...(await createOwner()), id: "of another" });
    await lock.release();
    expect((await owner()).id).toBe("of another");
  });

  it("is not blocked by leftovers of killed takers", async () => {
    const dead = start();
    await dead.said();
    const left = await owner();
    await dead.kill();
    await writeFile(join(folder, `lock-taking-${left.id}`), JSON.stringify(left));
    await writeFile(join(folder, "lock-taking-damaged"), "{");
    await (await acquireLock(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("waits for a running taker instead of competing with it", async () => {
    const dead = start();
    await dead.said();
    await dead.kill();
    await writeFile(join(folder, "lock-taking-x"), JSON.stringify({ ...(await createOwner()), id: "x" }));
    await expect(acquireLock(folder)).rejects.toMatchObject({ code: "in_use" });
    expect((await owner()).pid).toBe(dead.pid);
  });

  it("names whatever is in its place", async () => {
    await mkdir(lockPath(), { recursive: true });
    await expect(acquireLock(folder)).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("is a folder") });
    await rm(lockPath(), { recursive: true });
    // Nobody writes to it: reading it would never end.
    execFileSync("mkfifo", [lockPath()]);
    await expect(acquireLock(folder)).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("a named pipe") });
  });
});
