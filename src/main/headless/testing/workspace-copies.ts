import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { openWorkspace, silentLog } from "../../engine/index.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { runAssay } from "./run-assay.ts";

/** Commands that only read. */
export const reading = [
  ["stats"],
  ["samples"],
  ["verify"],
  ["config"],
  ["models", "list"],
  ["models", "verify"],
  ["generate", "--dry-run"],
];

export const execution = (trace: string, engine: string, latency: number) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: trace,
    engine_id: engine,
    timestamp: 1,
    input: "i",
    output: "o",
    metrics: { success: true, latency_ms: latency },
  });
export const comparison = (id: string) =>
  JSON.stringify({
    comparison_id: id,
    query: `query ${id}`,
    candidates: [
      { engine_id: "a", output: `a of ${id}`, metrics: { quality_score: 0.25 } },
      { engine_id: "b", output: `b of ${id}`, metrics: { quality_score: 0.9 } },
    ],
    winner: { engine_id: "b", score: 0.95 },
  });
export const sample = (id: string) =>
  JSON.stringify({
    sample_id: id,
    created_at: 1,
    source_trace_id: "t",
    tier: "gold",
    input: "i",
    output: "o",
    validation: { quality_score: 0.95, validated: true },
  });

/** A fresh copy, for each test of a file, of one workspace with something of everything, as an orderly end leaves it. */
export class WorkspaceCopies {
  folder = "";
  workspace = "";
  /** The number of the copy. */
  count = 0;
  /** The dataset file from before the last decision. */
  datasetBefore: Buffer = Buffer.alloc(0);

  constructor() {
    beforeAll(() => this.#make());
    beforeEach(async () => {
      this.workspace = join(this.folder, `w${++this.count}`);
      await cp(join(this.folder, "whole"), this.workspace, { recursive: true, preserveTimestamps: true });
      // A copied index is not trusted: opening once rebuilds it.
      await (await openWorkspace({ path: this.workspace, importWorkerUrl, log: silentLog })).close();
    });
    afterAll(async () => {
      spawnSync("chmod", ["-R", "u+rwX", this.folder]);
      await rm(this.folder, { recursive: true, force: true });
    });
  }

  output = (name: string): string => join(this.workspace, "output", name);

  async #make(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "assay-reading-"));
    this.folder = folder;
    // A state folder of its own: other test files create temporary indexes meanwhile.
    process.env.ASSAY_HOME = join(folder, "home");
    await chmod(folder, 0o755);
    const whole = join(folder, "whole");
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
    this.datasetBefore = await readFile(join(whole, "output", "training_samples.jsonl"));
    const key = (await open.comparisons({ filter: {}, limit: 1 })).rows[0]?.key ?? "";
    await open.curation.apply([{ type: "promote", comparison: key, position: 1, tier: "silver" }]);
    const [row] = (await open.curation.listSamples({ filter: { tiers: ["gold"] }, limit: 1 })).rows;
    await open.curation.apply([{ type: "demote", sample: row?.ref ?? "" }]);
    await open.close();
  }
}

/** Starts a Node program and waits for its first output. */
export async function startChild(argv: string[], options: { env?: NodeJS.ProcessEnv } = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...options.env } });
  await new Promise((resolve, reject) => {
    child.stdout?.once("data", resolve);
    child.once("exit", () => reject(new Error("the child ended")));
  });
  return child;
}
