import { spawnSync } from "node:child_process";
import { appendFile, link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openReader, openWorkspace, silentLog } from "../engine/index.ts";
import { needs } from "../engine/testing/needs.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { treeSnapshot } from "../engine/testing/tree-snapshot.ts";
import { runAssay } from "./testing/run-assay.ts";
import { comparison, execution, reading, sample, startChild, WorkspaceCopies } from "./testing/workspace-copies.ts";

/** Commands that only read write nothing: a snapshot of the whole workspace is the same before and after, whatever is in it. */

const copies = new WorkspaceCopies();

async function gathered(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const states: Record<string, () => Promise<void>> = {
  "as an orderly end left it": async () => {},
  "just unpacked, without .assay": () => rm(join(copies.workspace, ".assay"), { recursive: true }),
  "nothing but the journals": async () => {
    for (const name of [".assay", "models", "exports"]) await rm(join(copies.workspace, name), { recursive: true });
  },
  "an empty folder": async () => {
    await rm(copies.workspace, { recursive: true });
    await mkdir(copies.workspace);
  },
  "torn tails everywhere": async () => {
    for (const name of await readdir(join(copies.workspace, "output"))) await appendFile(copies.output(name), '{"half');
  },
  "automatic samples on": () =>
    writeFile(join(copies.workspace, "assay.config.json"), JSON.stringify({ json_engine: { training: { auto_generate_samples: true } } })),
  "lines that no index has": async () => {
    await appendFile(copies.output("events.jsonl"), `${execution("4", "c", 99)}\n`);
    await appendFile(copies.output("training_samples.jsonl"), `${sample("s-9")}\n`);
  },
  "a journal that was edited": async () => {
    const text = await readFile(copies.output("events.jsonl"), "utf8");
    await writeFile(copies.output("events.jsonl"), text.replace('"latency_ms":10', '"latency_ms":11'));
  },
  "a dataset file behind the decisions": () => writeFile(copies.output("training_samples.jsonl"), copies.datasetBefore),
  "no dataset file": () => rm(copies.output("training_samples.jsonl")),
  "what killed processes leave": async () => {
    for (const place of ["", "output", "models", "exports"]) await writeFile(join(copies.workspace, place, ".0123456789ab.tmp"), "half");
    await mkdir(join(copies.workspace, ".assay", "staging"), { recursive: true });
    await writeFile(join(copies.workspace, ".assay", "staging", "stage-1-1.csv"), "1");
    await writeFile(
      join(copies.workspace, ".assay", "lock"),
      JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, host: "", id: "i", takenAt: "t" }),
    );
    await writeFile(join(copies.workspace, ".assay", "lock"), "no owner");
    for (let i = 10; i < 30; i++) await writeFile(join(copies.workspace, ".assay", "log", `2020-01-${i}T00-00-00.000Z-1.jsonl`), "{}\n");
  },
  "models that are in no list": () => writeFile(join(copies.workspace, "models", "new.bin"), "more"),
  "a damaged list of models": () => writeFile(join(copies.workspace, "models", "models.json"), "{"),
  "a damaged index": () => writeFile(join(copies.workspace, ".assay", "index.duckdb"), "no database"),
  "no output folder": () => rm(join(copies.workspace, "output"), { recursive: true }),
  "a process killed at work": async () => {
    await rm(join(copies.workspace, ".assay"), { recursive: true });
    const child = await startChild([join(import.meta.dirname, "../engine/testing/decide-and-hang.child.ts"), copies.workspace, "1"]);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  },
};

describe.each(Object.entries(states))("a workspace with %s", (name, prepare) => {
  it("is unchanged by read-only commands, which answer like one opened for writing", async () => {
    await prepare();
    const before = await treeSnapshot(copies.workspace);
    for (const command of reading) {
      const { code, stderr } = await runAssay([...command, "--workspace", copies.workspace]);
      expect([0, 1], `${command.join(" ")}: ${stderr}`).toContain(code);
      expect(await treeSnapshot(copies.workspace), command.join(" ")).toEqual(before);
    }
    expect(await readdir(join(process.env.ASSAY_HOME ?? "", "cache"))).toEqual([]);

    const scope = { successfulOnly: false, percentiles: [50, 95, 99] };
    const reader = await openReader({ path: copies.workspace, importWorkerUrl, log: silentLog });
    const read = {
      stats: await reader.stats(scope),
      samples: await gathered(reader.samples()),
      models: await reader.listModels(),
      verify: await reader.verify(),
    };
    await reader.close();
    expect(await treeSnapshot(copies.workspace)).toEqual(before);
    if (name === "automatic samples on") await rm(join(copies.workspace, "assay.config.json"));
    const open = await openWorkspace({ path: copies.workspace, importWorkerUrl, log: silentLog });
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

describe("reading", () => {
  it("verify names what a writer would repair, and repairs nothing", async () => {
    await appendFile(copies.output("events.jsonl"), '{"half');
    await appendFile(copies.output("comparisons.jsonl"), `${comparison("c-3")}\n`);
    const { stdout } = await runAssay(["verify", "--json", "--workspace", copies.workspace]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ok: true,
      channels: { events: { lines: 3, indexed: 3, torn_bytes: 6 }, comparisons: { lines: 3, indexed: 3 } },
    });
    expect(report.repairs).toEqual([expect.stringContaining("torn line of 6 bytes"), expect.stringContaining("not in sync")]);
    expect((await runAssay(["verify", "--workspace", copies.workspace, "--repair"])).code).toBe(0);
    expect(JSON.parse((await runAssay(["verify", "--json", "--workspace", copies.workspace])).stdout).repairs).toEqual([]);
  });

  it("SQL sees what the files say, in an index that is in step and in one that is behind", async () => {
    const tables = ["executions", "comparisons", "candidates", "samples", "decisions", "quarantine"];
    const sql = `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(", ")}`;
    const ask = async () => {
      const before = await treeSnapshot(copies.workspace);
      const { code, stdout, stderr } = await runAssay(["query", sql, "--format", "jsonl", "--workspace", copies.workspace]);
      expect(code, stderr).toBe(0);
      expect(await treeSnapshot(copies.workspace)).toEqual(before);
      return JSON.parse(stdout);
    };
    expect(await ask()).toEqual({ executions: 3, comparisons: 2, candidates: 4, samples: 2, decisions: 1, quarantine: 1 });
    await appendFile(copies.output("comparisons.jsonl"), `${comparison("c-3")}\n`);
    const rejected = await readFile(copies.output("quarantine.jsonl"));
    await appendFile(copies.output("quarantine.jsonl"), rejected);
    await writeFile(copies.output("training_samples.jsonl"), copies.datasetBefore);
    expect(await ask()).toEqual({ executions: 3, comparisons: 3, candidates: 6, samples: 2, decisions: 1, quarantine: 2 });
  });

  it("models list respects the size limit and reads no larger file", async () => {
    await writeFile(join(copies.workspace, "assay.config.json"), JSON.stringify({ models: { max_bytes: 5 } }));
    await writeFile(join(copies.workspace, "models", "big.bin"), "123456");
    const { stdout } = await runAssay(["models", "list", "--json", "--workspace", copies.workspace]);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(["m.bin"]);
  });
});

needs.posix.describe("a dataset file that is a link", () => {
  it("is refused, naming the setting, and followed where this machine allows it", async () => {
    const elsewhere = join(copies.folder, `elsewhere${copies.count}`);
    const home = join(copies.folder, `home${copies.count}`);
    await mkdir(elsewhere);
    await rename(copies.output("events.jsonl"), join(elsewhere, "events.jsonl"));
    await symlink(join(elsewhere, "events.jsonl"), copies.output("events.jsonl"));
    const assay = (...argv: string[]) => runAssay(argv, { env: { ASSAY_HOME: home } });
    const refused = await assay("stats", "--workspace", copies.workspace);
    expect(refused).toMatchObject({ code: 4, stdout: "", stderr: expect.stringMatching(/is a symbolic link.*follow_links_to/) });
    await assay("config", "--machine", `follow_links_to=${elsewhere}`);
    const { code, stdout } = await assay("stats", "--json", "--workspace", copies.workspace);
    expect({ code, count: JSON.parse(stdout).overall.count }).toEqual({ code: 0, count: 3 });
    // The workspace cannot allow it.
    await rm(copies.output("events.jsonl"));
    await symlink(join(copies.folder, "in.jsonl"), copies.output("events.jsonl"));
    expect(await assay("stats", "--workspace", copies.workspace)).toMatchObject({ code: 4 });
  });

  it.each(["a link to nothing", "a hard link", "a pipe", "a folder", "a device"])("%s is refused without blocking", async (kind) => {
    const path = copies.output("comparisons.jsonl");
    await rm(path);
    if (kind === "a link to nothing") await symlink(join(copies.folder, "nothing"), path);
    else if (kind === "a hard link") await link(join(copies.folder, "in.jsonl"), path);
    else if (kind === "a pipe") spawnSync("mkfifo", [path]);
    else if (kind === "a folder") await mkdir(path);
    else await symlink("/dev/zero", path);
    const before = await treeSnapshot(copies.workspace);
    for (const command of ["stats", "samples", "verify"])
      expect((await runAssay([command, "--workspace", copies.workspace])).code, command).toBe(4);
    expect(await treeSnapshot(copies.workspace)).toEqual(before);
  });
});
