import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cliPath, ensureBuilt } from "./testing/built-cli.ts";
import { exchangeCode } from "./testing/socket-client.ts";

let folder: string;
let workspace: string;
let children: ChildProcess[];

beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-process-"));
  workspace = join(folder, "w");
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, maxRetries: 3 });
});

/** The command line as a process, from source. */
function assay(...argv: string[]) {
  const child = spawn(process.execPath, [cliPath, ...argv], { env: { ...process.env, ASSAY_HOME: join(folder, "state") }, stdio: "pipe" });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    ended: once(child, "exit").then(([code]) => code as number | null),
    nextLine: async () => (await lines.next()).value as string | undefined,
  };
}

const execution = (trace: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: trace, engine_id: "a", timestamp: 1, input: "i", output: "o", metrics: { success: true } })}\n`;

describe("the process", () => {
  it("acknowledges while stdin is open, and keeps everything when stopped", async () => {
    const { child, ended, nextLine } = assay("collect", "--workspace", workspace, "--kind", "engine_execution", "--acks");
    child.stdin.write(execution("1"));
    expect(JSON.parse((await nextLine()) ?? "")).toEqual({ durable: 1 });
    child.stdin.write(execution("2") + execution("3"));
    expect(JSON.parse((await nextLine()) ?? "")).toEqual({ durable: 3 });
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(await readFile(join(workspace, "output", "events.jsonl"), "utf8")).toBe(["1", "2", "3"].map(execution).join(""));
  });

  it("killed while it unpacks leaves a file in the staging folder, and the next import removes it", async () => {
    const packed = join(folder, "much.jsonl.gz");
    await writeFile(packed, gzipSync(Buffer.alloc(256 * 1024 * 1024, execution("1")), { level: 1 }));
    const small = join(folder, "small.jsonl");
    await writeFile(small, execution("2"));
    expect(await assay("import", small, "--workspace", workspace).ended).toBe(0);
    const staging = join(workspace, ".assay", "staging");
    const unpacked = async () => (await readdir(staging)).filter((name) => name.startsWith("import-"));
    const begun = new Promise<void>((resolve) => {
      const watcher = watch(staging, (_, name) => {
        if (!name?.startsWith("import-")) return;
        watcher.close();
        resolve();
      });
    });
    const { child, ended } = assay("import", packed, "--workspace", workspace);
    await begun;
    child.kill("SIGKILL");
    await ended;
    expect(await unpacked()).toHaveLength(1);
    expect(await assay("import", small, "--workspace", workspace).ended).toBe(0);
    expect(await unpacked()).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 0],
  ] as const)("serve ends at %s with %d and releases the workspace", async (signal, code) => {
    const first = assay("serve", "--workspace", workspace, "--no-open", "--json");
    const { url } = JSON.parse((await first.nextLine()) ?? "");
    await exchangeCode(url);
    first.child.kill(signal);
    // npm and the terminal both pass a Ctrl-C on: the second of one wish must not cut the first short.
    first.child.kill(signal);
    expect(await first.ended).toBe(code);
    const second = assay("config", "--workspace", workspace, "--json");
    expect(await second.ended).toBe(0);
  });

  it("ends quietly when its reader is gone", async () => {
    const { child, ended } = assay("--help");
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdout.destroy();
    expect(await ended).toBe(0);
    expect(stderr).toBe("");
  });
});
