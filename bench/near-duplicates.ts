import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkAcross } from "../src/main/engine/dataset/check-dataset.ts";
import { normaliseText } from "../src/main/engine/dataset/scan/normalise.ts";
import { scanDataset } from "../src/main/engine/dataset/scan/scan-dataset.ts";
import { getShingles, jaccard } from "../src/main/engine/dataset/scan/shingles.ts";
import { defaultSplit } from "../src/main/engine/dataset/scan/split-part.ts";
import { SchemaValidator } from "../src/main/engine/validator/schema-validator.ts";
import { WorkerPool } from "../src/main/engine/workers/worker-pool.ts";
import { createChunkJobs } from "../src/main/engine/workspace/chunk-jobs.ts";

/**
 * Checks a file of samples, and compares its near duplicates with those of Python's datasketch on the same file.
 * node bench/near-duplicates.ts DATASET.jsonl [--alone]: needs Python 3 and its package index, unless --alone.
 */
const [path = "", option] = process.argv.slice(2);
const similarity = 0.85;
const say = (line: string) => process.stdout.write(`${line}\n`);

const pool = new WorkerPool(
  new URL("../src/main/engine/workspace/import-worker.ts", import.meta.url),
  createChunkJobs(new SchemaValidator()),
);
const { signal } = new AbortController();
const startedAt = performance.now();
const { columns } = await scanDataset({
  path,
  before: null,
  fromByte: 0,
  toByte: statSync(path).size,
  split: defaultSplit,
  pool,
  signal,
  onProgress: () => {},
});
const scannedAt = performance.now();
const { clusters } = await checkAcross({ columns, pool, path, similarity, rejected: new Set(), signal });
const seconds = (performance.now() - startedAt) / 1000;
await pool.close();
say(
  `assay: ${columns.count} samples in ${seconds.toFixed(1)} s (every check; of that ${((scannedAt - startedAt) / 1000).toFixed(1)} s reading and checking), ${clusters.length} clusters, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);

if (option !== "--alone") await compare();

async function compare(): Promise<void> {
  const venv = await mkdtemp(join(tmpdir(), "assay-datasketch-"));
  const python = join(venv, "bin", "python");
  const steps = [
    ["python3", "-m", "venv", venv],
    [python, "-m", "pip", "install", "--quiet", "datasketch==1.6.5"],
  ];
  for (const [program = "", ...args] of steps) {
    const { status } = spawnSync(program, args, { stdio: "inherit" });
    if (status !== 0 || !existsSync(venv)) {
      say("datasketch: skipped; it needs Python 3 and its package index");
      return;
    }
  }
  const ran = spawnSync(python, [join(import.meta.dirname, "peers/near-duplicates.py"), path, String(similarity)], {
    maxBuffer: 2 ** 30,
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const theirs = JSON.parse(ran.stdout) as { seconds: number; pairs: [number, number][] };

  const lines = (await readFile(path, "utf8")).split("\n");
  const texts = (row: number) => {
    const { input, output } = JSON.parse(lines[row] ?? "");
    return { prompt: getShingles(normaliseText(input)), output: getShingles(normaliseText(output)) };
  };
  const isNear = (one: number, other: number) => {
    const [a, b] = [texts(one), texts(other)];
    return jaccard(a.prompt, b.prompt) >= similarity && jaccard(a.output, b.output) >= similarity;
  };
  const name = (a: number, b: number) => `${Math.min(a, b)} ${Math.max(a, b)}`;
  const ours = new Set<string>();
  for (const { rows } of clusters)
    for (let i = 0; i < rows.length; i++) for (let j = 0; j < i; j++) ours.add(name(rows[i] as number, rows[j] as number));
  const found = new Set(theirs.pairs.map(([a, b]) => name(a, b)));
  // The truth: every pair that either names and whose texts are that similar.
  const truth = new Set([...ours, ...found].filter((pair) => isNear(...(pair.split(" ").map(Number) as [number, number]))));
  const rate = (some: Set<string>) => {
    const hits = [...some].filter((pair) => truth.has(pair)).length;
    return `precision ${(hits / some.size).toFixed(4)}, recall ${(hits / truth.size).toFixed(4)}`;
  };
  say(`truth: ${truth.size} pairs with a similarity of ${similarity} or more in prompt and output`);
  say(`assay: ${rate(ours)} (pairs of clusters, which are connected pairs)`);
  say(`datasketch: ${theirs.seconds.toFixed(1)} s, ${rate(found)}`);
  say(`time: datasketch / assay = ${(theirs.seconds / seconds).toFixed(1)}`);
}
