import { existsSync, statSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generated } from "./generate.ts";
import { runAssay } from "./process.ts";

/** Figures of importing a generated file into a fresh workspace, measured from outside. */
export interface ImportFigures {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
  /** Lines a second in each tenth of the growing journal; empty if the import was too fast to observe. */
  tenths: number[];
  /** From the last journal byte to the end of the process. */
  tailSeconds: number;
}

/** `fleet`: executions of 200 engines. */
export type GeneratedKind = "executions" | "fleet" | "comparisons" | "samples";

export interface Made {
  path: string;
  figures: ImportFigures;
}

const journals = {
  executions: "events.jsonl",
  fleet: "events.jsonl",
  comparisons: "comparisons.jsonl",
  samples: "training_samples.jsonl",
} as const;
const lookMs = 5;

/** Imports `count` generated records into the fresh workspace `path`, with the command line. */
export async function importInto(path: string, kind: GeneratedKind, count: number): Promise<ImportFigures> {
  const input = await generated(kind, count);
  const { size } = await stat(input);
  const journal = join(path, "output", journals[kind]);
  const reachedAt: number[] = [];
  const startedAt = performance.now();
  const look = setInterval(() => {
    const done = (statSync(journal, { throwIfNoEntry: false })?.size ?? 0) / size;
    while (reachedAt.length < Math.floor(done * 10 + 1e-9)) reachedAt.push(performance.now());
  }, lookMs);
  try {
    const { seconds, cpuSeconds, peakMb } = await runAssay(["import", input, "--workspace", path, "--json"]);
    const endedAt = performance.now();
    return {
      seconds,
      cpuSeconds,
      peakMb,
      tenths: computeTenths(count, startedAt, reachedAt),
      tailSeconds: (endedAt - (reachedAt[9] ?? endedAt)) / 1000,
    };
  } finally {
    clearInterval(look);
  }
}

/** The first tenth includes the start of the process. Empty if tenths passed faster than they were sampled. */
export function computeTenths(count: number, startedAt: number, reachedAt: readonly number[]): number[] {
  const tookMs = reachedAt.map((at, i) => at - (reachedAt[i - 1] ?? startedAt));
  return tookMs.length === 10 && tookMs.every((ms) => ms >= lookMs) ? tookMs.map((ms) => count / 10 / (ms / 1000)) : [];
}

/**
 * A workspace of `count` generated records, shared by the parts of one run and created by the first. Parts add decisions to the one with
 * comparisons and nothing to the one with executions.
 */
export async function sharedWorkspace(folder: string, kind: GeneratedKind, count: number): Promise<Made> {
  const path = join(folder, `${kind}-${count}`);
  const note = `${path}.json`;
  if (existsSync(note)) return { path, figures: JSON.parse(await readFile(note, "utf8")) as ImportFigures };
  const figures = await importInto(path, kind, count);
  await writeFile(note, JSON.stringify(figures));
  return { path, figures };
}
