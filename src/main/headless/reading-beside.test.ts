import { spawn, spawnSync } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { appendFile, chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openReader, silentLog } from "../engine/index.ts";
import { needs } from "../engine/testing/needs.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { treeSnapshot } from "../engine/testing/tree-snapshot.ts";
import { cliPath, ensureBuilt } from "./testing/built-cli.ts";
import { runAssay } from "./testing/run-assay.ts";
import { execution, reading, startChild, WorkspaceCopies } from "./testing/workspace-copies.ts";

/** Reading while others read or write, and what a reader leaves behind. */

const copies = new WorkspaceCopies();
beforeAll(ensureBuilt);

describe("a temporary index", () => {
  it("is announced when it takes long, and removed with the command", async () => {
    await rm(join(copies.workspace, ".assay"), { recursive: true });
    await writeFile(copies.output("events.jsonl"), manyExecutions());
    const notes: string[] = [];
    const reader = await openReader({
      path: copies.workspace,
      importWorkerUrl,
      log: silentLog,
      note: (said) => notes.push(said),
      noteAfterMs: 0,
    });
    expect((await reader.stats({ successfulOnly: false, percentiles: [50] })).overall.count).toBe(many);
    await reader.close();
    expect(notes).toEqual([
      expect.stringMatching(/no index yet\. A temporary one is made from the files\. Opening the workspace once \(assay serve/),
    ]);
    expect(await readdir(join(process.env.ASSAY_HOME ?? "", "cache"))).toEqual([]);
  });

  needs.posix.it("is removed when the command is stopped meanwhile; what a killed command left is removed by the next", async () => {
    await rm(join(copies.workspace, ".assay"), { recursive: true });
    await writeFile(copies.output("events.jsonl"), manyExecutions());
    const home = join(copies.folder, `home${copies.count}`);
    const cache = join(home, "cache");
    await mkdir(cache, { recursive: true });
    const before = await treeSnapshot(copies.workspace);
    for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
      const made = madeIn(cache);
      const child = spawn(process.execPath, [cliPath, "stats", "--workspace", copies.workspace], {
        env: { ...process.env, ASSAY_HOME: home },
        stdio: "ignore",
      });
      await made;
      child.kill(signal);
      await new Promise((resolve) => child.once("exit", resolve));
      expect(await readdir(cache), signal).toHaveLength(signal === "SIGKILL" ? 1 : 0);
    }
    expect(await treeSnapshot(copies.workspace)).toEqual(before);
  });
});

const many = 40_000;
const manyExecutions = () => Array.from({ length: many }, (_, i) => `${execution(`t-${i}`, `e-${i % 7}`, i)}\n`).join("");

/** Resolves when something is made in a copies.folder. */
function madeIn(path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const watcher = watch(path, (event, name) => {
      if (event !== "rename" || name === null || !existsSync(join(path, name))) return;
      watcher.close();
      resolve(name);
    });
  });
}

describe("with other processes", () => {
  it("two readers run at once, and a reader leaves no lock", async () => {
    const options = { path: copies.workspace, importWorkerUrl, log: silentLog };
    const [one, other] = [await openReader(options), await openReader(options)];
    const scope = { successfulOnly: false, percentiles: [50] };
    expect(await one.stats(scope)).toEqual(await other.stats(scope));
    const open = await runAssay(["samples", "--workspace", copies.workspace]);
    expect(open.code).toBe(0);
    await one.close();
    await other.close();
    expect(await readdir(join(copies.workspace, ".assay"))).not.toContain("lock");
  });

  it("while another process writes, reading exits with 5 and names its pid", async () => {
    const child = await startChild([join(import.meta.dirname, "../engine/testing/collect-and-hang.child.ts"), copies.workspace]);
    for (const command of reading) {
      const { code, stderr } = await runAssay([...command, "--workspace", copies.workspace]);
      expect(code, command.join(" ")).toBe(5);
      expect(stderr).toContain(String(child.pid));
    }
    child.kill("SIGKILL");
  });
});

needs.posix.describe("a workspace that may not be written", () => {
  const isRoot = process.getuid?.() === 0;

  needs.otherUser.it(
    "is read by another user, with and without an index (as uid 65534 where the tests run as root)",
    async () => {
      await appendFile(copies.output("events.jsonl"), `${execution("4", "c", 99)}\n{"half`);
      const home = join(copies.folder, `home${copies.count}`);
      await mkdir(home);
      await chmod(home, 0o777);
      spawnSync("chmod", ["-R", "a=rX", copies.workspace]);
      const before = await treeSnapshot(copies.workspace);
      for (const command of reading) {
        const argv = [process.execPath, cliPath, ...command, "--workspace", copies.workspace];
        const [file = "", ...rest] = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...argv] : argv;
        const { status, stderr, stdout } = spawnSync(file, rest, {
          encoding: "utf8",
          env: { ...process.env, ASSAY_HOME: home, HOME: home },
        });
        expect(status, `${command.join(" ")}: ${stderr}${stdout}`).toBe(0);
      }
      expect(await treeSnapshot(copies.workspace)).toEqual(before);
      spawnSync("chmod", ["-R", "u+rwX", copies.workspace]);
    },
    120_000,
  );
});
