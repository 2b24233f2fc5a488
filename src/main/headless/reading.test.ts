import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { appendFile, chmod, cp, link, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openReader, openWorkspace, silentLog } from "../engine/index.ts";
import { needs } from "../engine/testing/needs.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { treeSnapshot } from "../engine/testing/tree-snapshot.ts";
import { runAssay } from "./testing/run-assay.ts";

/** Commands that only read write nothing: a snapshot of the whole workspace is the same before and after, whatever is in it. */

const reading = [["stats"], ["samples"], ["verify"], ["config"], ["models", "list"], ["models", "verify"], ["generate", "--dry-run"]];

let folder: string;
/** A workspace as an orderly end leaves it, with something of everything. */
let whole: string;
/** The dataset file from before the last decision. */
let datasetBefore: Buffer;
let workspace: string;
let count = 0;

const execution = (trace: string, engine: string, latency: number) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: trace,
    engine_id: engine,
    timestamp: 1,
    input: "i",
    output: "o",
    metrics: { success: true, latency_ms: latency },
  });
const comparison = (id: string) =>
  JSON.stringify({
    comparison_id: id,
    query: `query ${id}`,
    candidates: [
      { engine_id: "a", output: `a of ${id}`, metrics: { quality_score: 0.25 } },
      { engine_id: "b", output: `b of ${id}`, metrics: { quality_score: 0.9 } },
    ],
    winner: { engine_id: "b", score: 0.95 },
  });
const sample = (id: string) =>
  JSON.stringify({
    sample_id: id,
    created_at: 1,
    source_trace_id: "t",
    tier: "gold",
    input: "i",
    output: "o",
    validation: { quality_score: 0.95, validated: true },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-reading-"));
  // Of this file alone: others that run meanwhile have temporary indexes of their own.
  process.env.ASSAY_HOME = join(folder, "home");
  await chmod(folder, 0o755);
  whole = join(folder, "whole");
  const lines = [
    execution("1", "a", 10),
    execution("2", "a", 20),
    execution("3", "b", 7),
    comparison("c-1"),
    comparison("c-2"),
    sample("s-1"),
    sample("s-2"),
  ];
  const file = join(folder, "in.jsonl");
  await writeFile(file, [...lines, "no json", ""].join("\n"));
  await runAssay(["import", file, "--workspace", whole]);
  await writeFile(join(folder, "m.bin"), "1234");
  await runAssay(["models", "add", join(folder, "m.bin"), "--workspace", whole]);
  const open = await openWorkspace({ path: whole, importWorkerUrl, log: silentLog });
  datasetBefore = await readFile(join(whole, "output", "training_samples.jsonl"));
  const key = (await open.comparisons({ filter: {}, limit: 1 })).rows[0]?.key ?? "";
  await open.curation.apply([{ type: "promote", comparison: key, position: 1, tier: "silver" }]);
  const [row] = (await open.curation.listSamples({ filter: { tiers: ["gold"] }, limit: 1 })).rows;
  await open.curation.apply([{ type: "demote", sample: row?.ref ?? "" }]);
  await open.close();
});
afterAll(async () => {
  spawnSync("chmod", ["-R", "u+rwX", folder]);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  workspace = join(folder, `w${++count}`);
  await cp(whole, workspace, { recursive: true, preserveTimestamps: true });
  // The index of a copy is a stranger's: opened once, it has one of its own.
  await (await openWorkspace({ path: workspace, importWorkerUrl, log: silentLog })).close();
});

async function gathered(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const output = (name: string) => join(workspace, "output", name);

const states: Record<string, () => Promise<void>> = {
  "as an orderly end left it": async () => {},
  "just unpacked, without .assay": () => rm(join(workspace, ".assay"), { recursive: true }),
  "nothing but the journals": async () => {
    for (const name of [".assay", "models", "exports"]) await rm(join(workspace, name), { recursive: true });
  },
  "an empty folder": async () => {
    await rm(workspace, { recursive: true });
    await mkdir(workspace);
  },
  "torn tails everywhere": async () => {
    for (const name of await readdir(join(workspace, "output"))) await appendFile(output(name), '{"half');
  },
  "automatic samples on": () =>
    writeFile(join(workspace, "assay.config.json"), JSON.stringify({ json_engine: { training: { auto_generate_samples: true } } })),
  "lines that no index has": async () => {
    await appendFile(output("events.jsonl"), `${execution("4", "c", 99)}\n`);
    await appendFile(output("training_samples.jsonl"), `${sample("s-9")}\n`);
  },
  "a journal that was edited": async () => {
    const text = await readFile(output("events.jsonl"), "utf8");
    await writeFile(output("events.jsonl"), text.replace('"latency_ms":10', '"latency_ms":11'));
  },
  "a dataset file behind the decisions": () => writeFile(output("training_samples.jsonl"), datasetBefore),
  "no dataset file": () => rm(output("training_samples.jsonl")),
  "what killed processes leave": async () => {
    for (const place of ["", "output", "models", "exports"]) await writeFile(join(workspace, place, ".0123456789ab.tmp"), "half");
    await mkdir(join(workspace, ".assay", "staging"), { recursive: true });
    await writeFile(join(workspace, ".assay", "staging", "stage-1-1.csv"), "1");
    await writeFile(
      join(workspace, ".assay", "lock"),
      JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, host: "", id: "i", takenAt: "t" }),
    );
    await writeFile(join(workspace, ".assay", "lock"), "no owner");
    for (let i = 10; i < 30; i++) await writeFile(join(workspace, ".assay", "log", `2020-01-${i}T00-00-00.000Z-1.jsonl`), "{}\n");
  },
  "models that are in no list": () => writeFile(join(workspace, "models", "new.bin"), "more"),
  "a damaged list of models": () => writeFile(join(workspace, "models", "models.json"), "{"),
  "a damaged index": () => writeFile(join(workspace, ".assay", "index.duckdb"), "no database"),
  "no output folder": () => rm(join(workspace, "output"), { recursive: true }),
  "a process killed at work": async () => {
    await rm(join(workspace, ".assay"), { recursive: true });
    const child = await startedChild([join(import.meta.dirname, "../engine/testing/decide-and-hang.child.ts"), workspace, "1"]);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  },
};

describe.each(Object.entries(states))("a workspace with %s", (name, prepare) => {
  it("is the same after every command that only reads, and answered for as one that is open for writing", async () => {
    await prepare();
    const before = await treeSnapshot(workspace);
    for (const command of reading) {
      const { code, stderr } = await runAssay([...command, "--workspace", workspace]);
      expect([0, 1], `${command.join(" ")}: ${stderr}`).toContain(code);
      expect(await treeSnapshot(workspace), command.join(" ")).toEqual(before);
    }
    expect(await readdir(join(process.env.ASSAY_HOME ?? "", "cache"))).toEqual([]);

    const scope = { successfulOnly: false, percentiles: [50, 95, 99] };
    const reader = await openReader({ path: workspace, importWorkerUrl, log: silentLog });
    const read = {
      stats: await reader.stats(scope),
      samples: await gathered(reader.samples()),
      models: await reader.listModels(),
      verify: await reader.verify(),
    };
    await reader.close();
    expect(await treeSnapshot(workspace)).toEqual(before);
    if (name === "automatic samples on") await rm(join(workspace, "assay.config.json"));
    const open = await openWorkspace({ path: workspace, importWorkerUrl, log: silentLog });
    await open.models.adopted;
    const { repairs, ...verified } = read.verify;
    if (name === "as an orderly end left it") expect(repairs).toEqual([]);
    expect({ ...read, verify: verified }).toEqual({
      stats: await open.stats(scope),
      samples: await gathered(open.samples()),
      models: open.models.list(),
      // A damaged list of models is told of in other words: it is not set aside yet.
      verify: name === "a damaged list of models" ? verified : await open.verify({ repair: false }),
    });
    await open.close();
  });
});

async function startedChild(argv: string[], options: { env?: NodeJS.ProcessEnv } = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...options.env } });
  await new Promise((resolve, reject) => {
    child.stdout?.once("data", resolve);
    child.once("exit", () => reject(new Error("the child ended")));
  });
  return child;
}

describe("what reading tells", () => {
  it("verify names what a writer would mend, and mends nothing", async () => {
    await appendFile(output("events.jsonl"), '{"half');
    await appendFile(output("comparisons.jsonl"), `${comparison("c-3")}\n`);
    const { stdout } = await runAssay(["verify", "--json", "--workspace", workspace]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ok: true,
      channels: { events: { lines: 3, indexed: 3, torn_bytes: 6 }, comparisons: { lines: 3, indexed: 3 } },
    });
    expect(report.repairs).toEqual([expect.stringContaining("torn line of 6 bytes"), expect.stringContaining("not in sync")]);
    expect((await runAssay(["verify", "--workspace", workspace, "--repair"])).code).toBe(0);
    expect(JSON.parse((await runAssay(["verify", "--json", "--workspace", workspace])).stdout).repairs).toEqual([]);
  });

  it("models list stays within the cap, and reads no giant", async () => {
    await writeFile(join(workspace, "assay.config.json"), JSON.stringify({ models: { max_bytes: 5 } }));
    await writeFile(join(workspace, "models", "big.bin"), "123456");
    const { stdout } = await runAssay(["models", "list", "--json", "--workspace", workspace]);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(["m.bin"]);
  });
});

needs.posix.describe("a dataset file that is a link", () => {
  it("is refused with the setting for it, and followed where this machine allows it", async () => {
    const elsewhere = join(folder, `elsewhere${count}`);
    const home = join(folder, `home${count}`);
    await mkdir(elsewhere);
    await rename(output("events.jsonl"), join(elsewhere, "events.jsonl"));
    await symlink(join(elsewhere, "events.jsonl"), output("events.jsonl"));
    const assay = (...argv: string[]) => runAssay(argv, { env: { ASSAY_HOME: home } });
    const refused = await assay("stats", "--workspace", workspace);
    expect(refused).toMatchObject({ code: 4, stdout: "", stderr: expect.stringMatching(/is a symbolic link.*follow_links_to/) });
    await assay("config", "--machine", `follow_links_to=${elsewhere}`);
    const { code, stdout } = await assay("stats", "--json", "--workspace", workspace);
    expect({ code, count: JSON.parse(stdout).overall.count }).toEqual({ code: 0, count: 3 });
    // The workspace cannot allow it.
    await rm(output("events.jsonl"));
    await symlink(join(folder, "in.jsonl"), output("events.jsonl"));
    expect(await assay("stats", "--workspace", workspace)).toMatchObject({ code: 4 });
  });

  it.each(["a link to nothing", "a hard link", "a pipe", "a folder", "a device"])(
    "%s is refused, and nothing is waited for",
    async (kind) => {
      const path = output("comparisons.jsonl");
      await rm(path);
      if (kind === "a link to nothing") await symlink(join(folder, "nothing"), path);
      else if (kind === "a hard link") await link(join(folder, "in.jsonl"), path);
      else if (kind === "a pipe") spawnSync("mkfifo", [path]);
      else if (kind === "a folder") await mkdir(path);
      else await symlink("/dev/zero", path);
      const before = await treeSnapshot(workspace);
      for (const command of ["stats", "samples", "verify"])
        expect((await runAssay([command, "--workspace", workspace])).code, command).toBe(4);
      expect(await treeSnapshot(workspace)).toEqual(before);
    },
  );
});

describe("an index that is made for reading", () => {
  it("is told of when it takes long, with what to do, and goes with the command", async () => {
    await rm(join(workspace, ".assay"), { recursive: true });
    await writeFile(output("events.jsonl"), manyExecutions());
    const notes: string[] = [];
    const reader = await openReader({ path: workspace, importWorkerUrl, log: silentLog, note: (said) => notes.push(said), noteAfterMs: 0 });
    expect((await reader.stats({ successfulOnly: false, percentiles: [50] })).overall.count).toBe(many);
    await reader.close();
    expect(notes).toEqual([
      expect.stringMatching(/no index yet\. A temporary one is made from the files\. Opening the workspace once \(assay serve/),
    ]);
    expect(await readdir(join(process.env.ASSAY_HOME ?? "", "cache"))).toEqual([]);
  });

  needs.posix.it("goes with a command that is ended while it is made, and what a killed one left goes with the next", async () => {
    await rm(join(workspace, ".assay"), { recursive: true });
    await writeFile(output("events.jsonl"), manyExecutions());
    const home = join(folder, `home${count}`);
    const cache = join(home, "cache");
    await mkdir(cache, { recursive: true });
    const before = await treeSnapshot(workspace);
    for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
      const made = madeIn(cache);
      const child = spawn(process.execPath, [join(import.meta.dirname, "cli.ts"), "stats", "--workspace", workspace], {
        env: { ...process.env, ASSAY_HOME: home },
        stdio: "ignore",
      });
      await made;
      child.kill(signal);
      await new Promise((resolve) => child.once("exit", resolve));
      expect(await readdir(cache), signal).toHaveLength(signal === "SIGKILL" ? 1 : 0);
    }
    expect(await treeSnapshot(workspace)).toEqual(before);
  });
});

const many = 40_000;
const manyExecutions = () => Array.from({ length: many }, (_, i) => `${execution(`t-${i}`, `e-${i % 7}`, i)}\n`).join("");

/** Resolves when something is made in a folder. */
function madeIn(path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const watcher = watch(path, (event, name) => {
      if (event !== "rename" || name === null || !existsSync(join(path, name))) return;
      watcher.close();
      resolve(name);
    });
  });
}

describe("beside others", () => {
  it("two readers read at once, and a reader leaves no lock", async () => {
    const options = { path: workspace, importWorkerUrl, log: silentLog };
    const [one, other] = [await openReader(options), await openReader(options)];
    const scope = { successfulOnly: false, percentiles: [50] };
    expect(await one.stats(scope)).toEqual(await other.stats(scope));
    const open = await runAssay(["samples", "--workspace", workspace]);
    expect(open.code).toBe(0);
    await one.close();
    await other.close();
    expect(await readdir(join(workspace, ".assay"))).not.toContain("lock");
  });

  it("while a process writes, reading is refused with 5 and its pid", async () => {
    const child = await startedChild([join(import.meta.dirname, "../engine/testing/collect-and-hang.child.ts"), workspace]);
    for (const command of reading) {
      const { code, stderr } = await runAssay([...command, "--workspace", workspace]);
      expect(code, command.join(" ")).toBe(5);
      expect(stderr).toContain(String(child.pid));
    }
    child.kill("SIGKILL");
  });
});

needs.posix.describe("a workspace that may not be written", () => {
  const isRoot = process.getuid?.() === 0;
  const cli = join(import.meta.dirname, "cli.ts");

  needs.otherUser.it(
    "is read by another user, with and without an index (as uid 65534 where the tests run as root)",
    async () => {
      await appendFile(output("events.jsonl"), `${execution("4", "c", 99)}\n{"half`);
      const home = join(folder, `home${count}`);
      await mkdir(home);
      await chmod(home, 0o777);
      spawnSync("chmod", ["-R", "a=rX", workspace]);
      const before = await treeSnapshot(workspace);
      for (const command of reading) {
        const argv = [process.execPath, cli, ...command, "--workspace", workspace];
        const [file = "", ...rest] = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...argv] : argv;
        const { status, stderr, stdout } = spawnSync(file, rest, {
          encoding: "utf8",
          env: { ...process.env, ASSAY_HOME: home, HOME: home },
        });
        expect(status, `${command.join(" ")}: ${stderr}${stdout}`).toBe(0);
      }
      expect(await treeSnapshot(workspace)).toEqual(before);
      spawnSync("chmod", ["-R", "u+rwX", workspace]);
    },
    120_000,
  );
});
