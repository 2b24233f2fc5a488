import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Numbers from 0 to 1 from a fixed seed, the same on every machine (the linear congruential generator of Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const words =
  "the quick brown fox jumps over lazy dog while model answers question about rate latency and tokens per second in batch".split(" ");

/** Words, at least `atLeast` bytes. */
export function makeText(random: () => number, atLeast: number): string {
  let text = "";
  while (text.length < atLeast) text += `${words[Math.floor(random() * words.length)]} `;
  return text;
}

/** A latency from 148 to 2 981 ms, log-uniform. */
export const latencyMs = (random: () => number): number => Math.round(Math.exp(5 + random() * 3) * 100) / 100;

/** One execution of about 350 bytes: 8 engines, 4 % failures. */
function execution(random: () => number, i: number): string {
  return JSON.stringify({
    schema_version: 1,
    trace_id: `t-${i.toString(36).padStart(8, "0")}`,
    task_id: `task-${i % 1000}`,
    engine_id: `engine-${i % 8}`,
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

/** Folder of generated files and last results, kept between runs. */
export const keptFolder = join(tmpdir(), "assay-bench");

/** Generates a file of `count` records, once. @returns its path. */
export async function generated(kind: "executions" | "comparisons", count: number): Promise<string> {
  const path = join(keptFolder, `${kind}-${count}.v1.jsonl`);
  if (existsSync(path)) return path;
  await mkdir(keptFolder, { recursive: true });
  const random = seeded(42);
  const make = kind === "executions" ? execution : comparison;
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
