import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { litellmPayload, litellmSpendLog, toCsvRow } from "./litellm-rows.ts";
import { latencyMs, makeText, seeded } from "./random.ts";

/** One execution of about 350 bytes, 4 % failures. */
function execution(random: () => number, i: number, engines = 8): string {
  return JSON.stringify({
    schema_version: 1,
    trace_id: `t-${i.toString(36).padStart(8, "0")}`,
    task_id: `task-${i % 1000}`,
    engine_id: `engine-${i % engines}`,
    timestamp: 1_700_000_000 + (i >> 4),
    input: makeText(random, 55),
    output: makeText(random, 70),
    metrics: {
      latency_ms: latencyMs(random),
      success: random() > 0.04,
      memory_mb: Math.round(random() * 1000),
      quality_score: Math.round(random() * 1000) / 1000,
    },
  });
}

/** One sample of about 380 bytes, a third of each tier. */
function sample(random: () => number, i: number): string {
  return JSON.stringify({
    sample_id: `s-${i}`,
    created_at: 1_700_000_000 + (i >> 4),
    source_trace_id: `t-${i}`,
    tier: ["gold", "silver", "bronze"][i % 3],
    input: `${i} ${makeText(random, 60)}`,
    output: makeText(random, 120),
    validation: { quality_score: Math.round(random() * 1000) / 1000, validated: true },
    engine_id: `engine-${i % 8}`,
  });
}

function comparison(random: () => number, i: number): string {
  const candidates = Array.from({ length: 2 }, (_, position) => ({
    engine_id: `engine-${(i + position) % 8}`,
    output: makeText(random, 120),
    metrics: { quality_score: Math.round(random() * 1000) / 1000 },
  }));
  const [first, second] = candidates;
  const winner = (first?.metrics.quality_score ?? 0) >= (second?.metrics.quality_score ?? 0) ? first : second;
  return JSON.stringify({
    comparison_id: `c-${i}`,
    query: makeText(random, 60),
    candidates,
    winner: { engine_id: winner?.engine_id, score: winner?.metrics.quality_score },
  });
}

/** A row of a table that somebody keeps of their calls, about 190 bytes; the first is its header. */
function ownTableRow(random: () => number, i: number): string {
  const header = "time,model,task,latency_ms,status,prompt_tokens,completion_tokens,score,prompt,answer\n";
  const time = new Date(1_700_000_000_000 + i * 137).toISOString();
  const numbers = [Math.floor(random() * 900), Math.floor(random() * 400), Math.round(random() * 1000) / 1000];
  const texts = `"${makeText(random, 40)}, ""please""","${makeText(random, 40)}"`;
  const status = random() > 0.04 ? "success" : "error";
  return `${i === 0 ? header : ""}${time},engine-${i % 8},task-${i % 1000},${latencyMs(random)},${status},${numbers},${texts}`;
}

/** Folder of generated files and last results, kept between runs. */
export const keptFolder = join(tmpdir(), "assay-bench");

/** What can be generated: how a row is written, and the end of the file's name. Files are kept: a change of rows needs another end. */
const makers = {
  executions: { make: (random, i) => execution(random, i), ending: "v1.jsonl" },
  fleet: { make: (random, i) => execution(random, i, 200), ending: "v1.jsonl" },
  comparisons: { make: comparison, ending: "v1.jsonl" },
  samples: { make: sample, ending: "v1.jsonl" },
  "litellm-payloads": { make: (random, i) => JSON.stringify(litellmPayload(random, i)), ending: "v1.jsonl" },
  "litellm-spend-logs": { make: (random, i) => JSON.stringify(litellmSpendLog(random, i)), ending: "v1.jsonl" },
  "own-table": { make: ownTableRow, ending: "v1.csv" },
  "litellm-spend-table": { make: (random, i) => toCsvRow(litellmSpendLog(random, i), i), ending: "v1.csv" },
} as const satisfies Record<string, { make: (random: () => number, i: number) => string; ending: string }>;

export type GeneratedFile = keyof typeof makers;

/** Generates a file of `count` rows, once. @returns its path. */
export async function generated(kind: GeneratedFile, count: number): Promise<string> {
  const { make, ending } = makers[kind];
  const path = join(keptFolder, `${kind}-${count}.${ending}`);
  if (existsSync(path)) return path;
  await mkdir(keptFolder, { recursive: true });
  const random = seeded(42);
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "w");
  let waiting = "";
  for (let i = 0; i < count; i++) {
    waiting += `${make(random, i)}\n`;
    if (waiting.length < 4_000_000 && i < count - 1) continue;
    await file.writeFile(waiting);
    waiting = "";
  }
  await file.close();
  await rename(part, path);
  return path;
}
