import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "./process.ts";
import { latencyMs, seeded } from "./random.ts";

const shortestLetters = 40;

/** Executions whose texts are sentences that people wrote: this documentation's, each once. What they compress to is not what random words do. */
export async function makeEnglishExecutions(): Promise<string[]> {
  const docs = join(projectFolder, "docs");
  const pages = (await readdir(docs, { recursive: true })).filter((name) => name.endsWith(".md")).sort();
  const text = (await Promise.all(pages.map((page) => readFile(join(docs, page), "utf8")))).join("\n");
  const sentences = [...new Set(text.split(/(?<=[.:?])\s+|\n{2,}|\|/).map((one) => one.replaceAll(/\s+/g, " ").trim()))];
  const long = sentences.filter(({ length }) => length >= shortestLetters);
  const random = seeded(3);
  return Array.from({ length: Math.floor(long.length / 2) }, (_, i) =>
    JSON.stringify({
      schema_version: 1,
      trace_id: `t-${i.toString(36).padStart(8, "0")}`,
      task_id: `task-${i % 1000}`,
      engine_id: `engine-${i % 8}`,
      timestamp: 1_700_000_000 + (i >> 4),
      input: long[2 * i],
      output: long[2 * i + 1],
      metrics: { latency_ms: latencyMs(random), success: random() > 0.04, memory_mb: Math.round(random() * 1000) },
    }),
  );
}
